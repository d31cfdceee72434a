// Draws the graph of configuration items from its list twin's data; keys go from item to item.
import cytoscape from "cytoscape";
import { colour } from "./colours.js";

const TONES = { start: "--blue", fails: "--red", weakened: "--amber", single: "--orange", needed: "--grey" };
// Said by shape too, for whoever does not tell the colours apart.
const SHAPES = { start: "star", fails: "round-rectangle", weakened: "cut-rectangle", single: "diamond", needed: "ellipse" };

function look() {
  const ink = colour("--text"), line = colour("--grey"), ground = colour("--ground");
  const font = getComputedStyle(document.body).fontFamily;
  const tones = Object.entries(TONES).map(([part, token]) => ({
    selector: `node[part = "${part}"]`,
    style: { "background-color": colour(token), shape: SHAPES[part] },
  }));
  return [
    {
      selector: "node",
      style: {
        label: "data(label)", color: ink, "font-family": font, "font-size": 11, width: 20, height: 20,
        "text-halign": "right", "text-valign": "center", "text-margin-x": 5, "text-max-width": 110, "text-wrap": "ellipsis",
        "text-background-color": ground, "text-background-opacity": 0.85, "text-background-padding": 2,
      },
    },
    ...tones,
    { selector: "node.at", style: { "border-width": 3, "border-color": ink } },
    {
      selector: "edge",
      style: {
        width: 1.2, "line-color": line, "target-arrow-color": line, "target-arrow-shape": "triangle",
        "curve-style": "bezier", label: "data(group)", "font-size": 9, color: ink, "font-family": font,
      },
    },
  ];
}

function keys(box, graph) {
  let at = graph.nodes('[part = "start"]').first();
  const go = (next) => {
    if (!next || next.empty()) return;
    at.removeClass("at");
    at = next.first().addClass("at");
    box.setAttribute("aria-label", `${at.data("number")} ${at.data("label")}`);
    graph.center(at);
  };
  at.addClass("at");
  const way = {
    ArrowRight: () => at.incomers("node").union(at.outgoers("node")).sort((a, b) => a.position("x") - b.position("x")).filter((n) => n.position("x") >= at.position("x")),
    ArrowLeft: () => at.neighborhood("node").filter((n) => n.position("x") < at.position("x")),
    ArrowDown: () => at.neighborhood("node").filter((n) => n.position("y") > at.position("y")),
    ArrowUp: () => at.neighborhood("node").filter((n) => n.position("y") < at.position("y")),
  };
  box.addEventListener("keydown", (event) => {
    if (way[event.key]) go(way[event.key]());
    else if (event.key === "Enter") location.assign(`/ci/${at.data("number")}/`);
    else if (event.key === "+") graph.zoom(graph.zoom() * 1.25);
    else if (event.key === "-") graph.zoom(graph.zoom() / 1.25);
    else return;
    event.preventDefault();
  });
  graph.on("tap", "node", (event) => location.assign(`/ci/${event.target.data("number")}/`));
}

// The library would write a style of its own into the page, which the page's policy refuses; ours has the rule.
const mark = document.createElement("meta");
mark.id = "__________cytoscape_stylesheet";
document.head.append(mark);

for (const box of document.querySelectorAll("[data-graph]")) {
  const { nodes, edges } = JSON.parse(box.dataset.graph);
  const graph = cytoscape({
    container: box,
    elements: { nodes: nodes.map((data) => ({ data })), edges: edges.map((data) => ({ data })) },
    style: look(),
    layout: { name: "breadthfirst", roots: '[part = "start"]', spacingFactor: 1.1, animate: false, padding: 36 },
    maxZoom: 1.6,
    minZoom: 0.2,
  });
  keys(box, graph);
}
