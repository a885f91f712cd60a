// The editor: CodeMirror in place of the plain text field, fed by the server's own diagnostics and schema.

const form = document.getElementById("author");
const field = document.getElementById("text");
const CM = globalThis.CodeMirror;
const QUIET = 250; // milliseconds after the last key until the text is sent

const [schema, words] = await Promise.all(["schema/scenario.json", "author/words.json"].map((address) => fetch(new URL(`../../${address}`, import.meta.url)).then((answer) => answer.json())));

// CodeMirror writes its style into a sheet of its own only where the page's policy lets it: within a shadow root.
const host = document.createElement("div");
host.className = "cm-host";
const root = host.attachShadow({ mode: "open" });
field.before(host);
field.classList.add("replaced");
field.setAttribute("aria-hidden", "true");
field.tabIndex = -1;
form.querySelector("[data-check]").hidden = true; // it is checked as one types

const colours = CM.HighlightStyle.define([
  { tag: [CM.tags.propertyName, CM.tags.definition(CM.tags.propertyName)], color: "var(--accent)" },
  { tag: [CM.tags.string, CM.tags.content], color: "var(--ink)" },
  { tag: CM.tags.comment, color: "var(--muted)", fontStyle: "italic" },
  { tag: [CM.tags.keyword, CM.tags.bool, CM.tags.null], color: "var(--baz)" },
  { tag: [CM.tags.punctuation, CM.tags.separator, CM.tags.squareBracket, CM.tags.brace], color: "var(--muted)" },
]);

const look = CM.EditorView.theme({
  "&": { fontSize: "13px", backgroundColor: "var(--card)", color: "var(--ink)", maxHeight: matchMedia("(max-width: 62rem)").matches ? "60vh" : "calc(100vh - 9rem)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--ink)", paddingBottom: "4em" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--inset)", color: "var(--muted)", border: "0" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent) 7%, transparent)" },
  ".cm-scroller": { overflow: "auto", fontFamily: "var(--mono)" },
  ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent) !important" },
  ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "6px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionInfo": { maxWidth: "24em" },
  ".cm-diagnostic": { fontFamily: "inherit", padding: "4px 10px" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--bad)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad)", textUnderlineOffset: "3px" },
  ".cm-panels": { backgroundColor: "var(--inset)", color: "var(--ink)" },
});

let timer;
let saving = false;

function check() {
  if (saving) timer = setTimeout(check, QUIET);
  else htmx.trigger(form, "author:changed");
}

const changed = CM.EditorView.updateListener.of((update) => {
  if (!update.docChanged) return;
  field.value = update.state.doc.toString();
  field.dispatchEvent(new Event("input"));
  clearTimeout(timer);
  timer = setTimeout(check, QUIET);
});

// What is saved is checked, too. A check that came after it would take back what the page says of the file.
form.addEventListener("htmx:before:request", (event) => {
  clearTimeout(timer);
  saving = event.target.matches("[data-save]");
});
form.addEventListener("htmx:finally:request", (event) => { if (event.target.matches("[data-save]")) saving = false; });

const view = new CM.EditorView({
  root,
  parent: root,
  state: CM.EditorState.create({
    doc: field.value,
    extensions: [
      CM.lineNumbers(), CM.history(), CM.drawSelection(), CM.highlightSpecialChars(), CM.highlightActiveLine(), CM.indentOnInput(),
      CM.bracketMatching(), CM.highlightSelectionMatches(), CM.indentUnit.of("  "), CM.yaml(), CM.syntaxHighlighting(colours),
      CM.autocompletion({ override: [complete], icons: false }),
      CM.keymap.of([...CM.completionKeymap, ...CM.defaultKeymap, ...CM.searchKeymap, ...CM.historyKeymap, ...CM.lintKeymap]),
      CM.EditorView.contentAttributes.of({ "aria-label": "YAML of the scenario", tabindex: "0" }),
      CM.EditorView.lineWrapping,
      look, changed,
    ],
  }),
});

// The diagnostics of the server, as they stand beside the text.
function mark() {
  const doc = view.state.doc;
  const offset = (line, column) => {
    if (line > doc.lines) return doc.length;
    const start = doc.line(line);
    return Math.min(start.from + [...start.text].slice(0, column - 1).join("").length, start.to);
  };
  const diagnostics = [...document.querySelectorAll("#result [data-line]")].map((told) => {
    const at = told.dataset;
    const from = offset(Number(at.line), Number(at.column));
    const to = Math.max(from, offset(Number(at.endLine), Number(at.endColumn)));
    return { from, to, severity: "error", message: told.innerText.replace(/^Line \d+ /, "") };
  });
  view.dispatch(CM.setDiagnostics(view.state, diagnostics));
}

// What may stand at a place: the keys of the schema, and the names of the world, by the keys that lead there.
function complete(context) {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const value = /(?:^|[\s{,])([\w-]+):\s+(?:\[?\s*)([^\s{},[\]]*)$/.exec(before);
  const key = /(?:^\s*(?:- )?|[{,]\s*)([\w]*)$/.exec(before);
  const way = path(context.state.doc, line.number, before);
  if (value) {
    const options = values(way, value[1], context.state.doc);
    return options.length ? { from: context.pos - value[2].length, options, validFor: /^[^\s{},[\]]*$/ } : null;
  }
  if (!key || (!key[1] && !context.explicit)) return null;
  const found = at(way);
  const options = Object.entries(found?.properties ?? {}).map(([name, told]) => ({ label: name, apply: `${name}: `, info: told.description, type: "property" }));
  return options.length ? { from: context.pos - key[1].length, options, validFor: /^\w*$/ } : null;
}

// The keys around a line, by indentation, and by the braces before the cursor.
function path(doc, number, before) {
  const within = [];
  const indent = (text) => /^\s*(?:- )?/.exec(text)[0].length;
  let depth = before.trim() ? indent(before) : before.length;
  for (let at = number - 1; at > 0; at -= 1) {
    const text = doc.line(at).text;
    if (!text.trim() || /^\s*#/.test(text)) continue;
    const found = /^(\s*(?:- )?)([\w-]+):/.exec(text);
    if (found && found[1].length < depth) { within.unshift(found[2]); depth = /^(\s*)/.exec(found[1])[0].length + (found[1].includes("-") ? 1 : 0); }
    if (depth <= 0) break;
  }
  const open = [...before.matchAll(/([\w-]+):\s*\[?\{|([{}])/g)];
  for (const brace of open) {
    if (brace[1]) within.push(brace[1]);
    else if (brace[2] === "}") within.pop();
  }
  const own = /^\s*(?:- )?([\w-]+):/.exec(before);
  if (own && open.length && within.at(-open.filter((brace) => brace[1]).length) !== own[1] && /^\s*(?:- )?[\w-]+:\s*\[?\{/.test(before) === false) within.push(own[1]);
  return within;
}

// The part of the schema that some keys lead to.
function at(way) {
  let part = schema;
  for (const key of way) {
    const parts = [part, ...(part?.anyOf ?? [])].map(settled);
    const next = parts.map((one) => one?.properties?.[key]).find(Boolean);
    if (!next) return null;
    part = settled(next);
  }
  return settled(part);
}

function settled(part) {
  if (part?.$ref) return settled(schema.$defs[part.$ref.split("/").pop()]);
  if (part?.items) return settled(part.items);
  const one = part?.anyOf?.find((other) => other.$ref || other.items);
  return one ? settled(one) : part;
}

function values(way, key, doc) {
  const world = words.worlds[/^world:\s*(\S+)/m.exec(doc.toString())?.[1]] ?? {};
  const told = at(way)?.properties?.[key];
  const listed = told?.enum ?? told?.anyOf?.flatMap((one) => one.enum ?? []) ?? [];
  const saved = [...doc.toString().matchAll(/\bsave(?:_id_token|_refresh_token)?:\s*(\w+)/g)].map((found) => found[1]);
  const names = {
    world: Object.keys(words.worlds),
    token: saved, like: saved, subject_token: saved, refresh_token: saved,
    decided_by: [...Object.keys(words.checks), "none"],
    request: Object.values(world.request ?? {}).flat(),
    resource: world.audience,
    ...world,
    ...(way.at(-1) === "verify" ? { [key]: words.checks[key] } : {}),
  };
  const found = key === "request" ? names.request : (Array.isArray(names[key]) ? names[key] : listed);
  return [...new Set(found?.length ? found : listed)].map((label) => ({ label: String(label), apply: quoted(String(label)), type: "constant" }));
}

const quoted = (text) => (/^[A-Za-z][\w ./-]*$/.test(text) ? text : JSON.stringify(text));

field.addEventListener("author:taken", () => {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: field.value } });
  view.focus();
});
document.addEventListener("htmx:after:swap", mark);
document.addEventListener("click", (event) => {
  const told = event.target.closest("[data-at]")?.closest("[data-line]");
  if (!told) return;
  event.preventDefault();
  const line = view.state.doc.line(Math.min(Number(told.dataset.line), view.state.doc.lines));
  view.dispatch({ selection: { anchor: Math.min(line.from + Number(told.dataset.column) - 1, line.to) }, scrollIntoView: true });
  view.focus();
});
mark();
