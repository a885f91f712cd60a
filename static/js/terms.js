// A word of the glossary says what it means where it stands. Without this it is a link to the glossary.

const box = document.getElementById("term");
let word;

function say(link) {
  if (word === link) return;
  hush();
  word = link;
  box.textContent = link.dataset.says;
  link.setAttribute("aria-describedby", "term");
  box.showPopover();
  const at = link.getBoundingClientRect();
  const below = at.bottom + 8 + box.offsetHeight < innerHeight;
  box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - box.offsetWidth - 8))}px`;
  box.style.top = `${below ? at.bottom + 6 : at.top - box.offsetHeight - 6}px`;
}

function hush() {
  word?.removeAttribute("aria-describedby");
  word = undefined;
  if (box.matches(":popover-open")) box.hidePopover();
}

for (const come of ["pointerover", "focusin"]) {
  document.addEventListener(come, (event) => {
    const link = event.target.closest(".term");
    if (link) say(link);
    else if (!box.contains(event.target) && !(come === "pointerover" && document.activeElement === word)) hush();
  });
}
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hush(); });
addEventListener("scroll", hush, { passive: true });
