// Keys: j k move, x chooses, Enter opens, / searches, c new, r reply, e amend, ? help. None fires while an input method composes.
const composing = (event) => event.isComposing || event.keyCode === 229;
const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

function step(by) {
  const links = [...document.querySelectorAll("[data-rows] .row-link")];
  if (links.length === 0) return;
  const here = links.indexOf(document.activeElement);
  const next = here < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + by, 0), links.length - 1);
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
}

// Ticks the row that has the focus.
function pick() {
  document.activeElement?.closest("[data-rows] tr")?.querySelector(".k-pick input")?.click();
}

function use(key) {
  const targets = [...document.querySelectorAll(`[data-key="${key}"]`)];
  const target = targets.find((each) => each.matches("input, textarea")) ?? targets[0];
  if (!target) return false;
  if (target.matches("input, textarea")) target.focus();
  else target.click();
  return true;
}

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  x: pick,
  "?": () => document.getElementById("keys")?.showModal(),
  "/": () => use("/"),
  c: () => use("c"),
  r: () => use("r"),
  e: () => use("e"),
};

function send(event) {
  const form = event.target.closest("form");
  form?.requestSubmit(form.querySelector("[data-default]") ?? undefined);
}

function press(event) {
  if (composing(event)) {
    // Enter that confirms a candidate submits nothing, in browsers that end the composition first too.
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
    return;
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    send(event);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const action = Object.hasOwn(ACTIONS, event.key) ? ACTIONS[event.key] : null;
  if (action === null) return;
  event.preventDefault();
  action();
}

export function watchKeys() {
  document.addEventListener("keydown", press);
}
