// The colours of the look for what draws on a canvas.

// A token holds light-dark(…), so its colour is asked of an element that wears it.
export function colour(token) {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
