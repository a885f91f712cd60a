// Several files as one, to be downloaded: a tar archive (POSIX ustar), which every system unpacks.

const BLOCK = 512;
const utf8 = new TextEncoder();

function headerOf(path, size) {
  const block = new Uint8Array(BLOCK);
  const put = (at, text) => block.set(utf8.encode(text), at);
  const octal = (number, digits) => number.toString(8).padStart(digits, "0");
  put(0, path);
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, octal(size, 11));
  put(136, octal(0, 11));
  put(148, " ".repeat(8));
  put(156, "0");
  put(257, "ustar");
  put(263, "00");
  put(148, `${octal(block.reduce((sum, byte) => sum + byte, 0), 6)}\0 `);
  return block;
}

function archiveOf(files) {
  const parts = files.flatMap(({ path, text }) => {
    const data = utf8.encode(text);
    return [headerOf(path, data.length), data, new Uint8Array((BLOCK - (data.length % BLOCK)) % BLOCK)];
  });
  return new Blob([...parts, new Uint8Array(2 * BLOCK)], { type: "application/x-tar" });
}

Object.assign(globalThis.causes, { archiveOf });
