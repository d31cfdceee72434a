// Draws each chart from its table twin's data; a click follows the link of the same number in the table.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { colour } from "./colours.js";

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

const TONES = {
  new: "--blue", info: "--blue", active: "--amber", waiting: "--violet", done: "--green", good: "--green",
  warn: "--orange", bad: "--red", closed: "--grey", dropped: "--grey", neutral: "--grey",
};
const PALETTE = ["--blue", "--green", "--orange", "--violet", "--red", "--amber", "--grey"];

function series(kind, each, index) {
  return {
    name: each.name,
    type: kind === "line" ? "line" : "bar",
    stack: kind === "stack" ? "all" : undefined,
    data: each.values,
    color: colour(each.tone ? TONES[each.tone] : PALETTE[index % PALETTE.length]),
    barMaxWidth: 28,
    symbolSize: 6,
    itemStyle: kind === "bar" ? { borderRadius: [3, 3, 0, 0] } : {},
  };
}

function options(box) {
  const all = JSON.parse(box.dataset.series);
  const dim = colour("--dim");
  const words = { color: dim, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  return {
    animation: false,
    textStyle: words,
    grid: { left: 4, right: 8, top: all.length > 1 ? 34 : 14, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: all.length > 1 ? { top: 0, left: 0, itemWidth: 12, itemHeight: 8, icon: "roundRect", textStyle: words } : undefined,
    // Rich text is drawn on the canvas: an HTML box would need inline styles.
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: colour("--raised"), borderColor: colour("--line"), textStyle: { ...words, color: colour("--text") } },
    xAxis: { type: "category", data: JSON.parse(box.dataset.labels), axisLabel: { ...words, hideOverlap: true }, axisLine: { lineStyle: { color: colour("--line") } }, axisTick: { show: false } },
    yAxis: { type: "value", minInterval: 1, axisLabel: words, splitLine: { lineStyle: { color: colour("--hair") } } },
    series: all.map((each, index) => series(box.dataset.chart, each, index)),
  };
}

function follow(box, { dataIndex, seriesIndex }) {
  box.querySelector("tbody").rows[dataIndex]?.cells[seriesIndex + 1]?.querySelector("a")?.click();
}

function draw(box) {
  const plot = echarts.init(box.querySelector(".plot"), null, { renderer: "canvas" });
  plot.setOption(options(box));
  plot.on("click", (at) => follow(box, at));
  new ResizeObserver(() => plot.resize()).observe(box);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot.setOption(options(box)));
}

document.querySelectorAll("[data-chart]").forEach(draw);
