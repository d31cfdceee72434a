// Menus are <details>: one open at a time, closed by Escape or a click elsewhere, arrows walk their items.
const OPEN = "details.menu[open]";

function closeOthers(target) {
  for (const menu of document.querySelectorAll(OPEN)) {
    if (!menu.contains(target)) menu.open = false;
  }
}

function escape(event) {
  const menu = event.target.closest(OPEN) ?? document.querySelector(OPEN);
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

function walk(event) {
  const menu = event.target.closest(OPEN);
  if (!menu || event.target.matches("input, select, textarea")) return;
  const items = [...menu.querySelectorAll(".panel .item")];
  if (items.length === 0) return;
  event.preventDefault();
  const by = event.key === "ArrowDown" ? 1 : -1;
  const here = items.indexOf(document.activeElement);
  items[(here + by + items.length) % items.length].focus();
}

function press(event) {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === "Escape") escape(event);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(event);
}

function opened(event) {
  if (event.target.matches?.(OPEN)) event.target.querySelector(".panel input:not([type=hidden])")?.focus();
}

export function watchMenus() {
  document.addEventListener("click", (event) => {
    closeOthers(event.target);
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  });
  document.addEventListener("keydown", press);
  document.addEventListener("toggle", opened, true);
}
