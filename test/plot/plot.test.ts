import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import {
  AverageLearner,
  AverageLearner1D,
  BalancingLearner,
  DataSaver,
  IntegratorLearner,
  Learner1D,
  LearnerND,
  SequenceLearner,
  type Learner,
} from "../../src/learner/index.js";
import {
  describePlot,
  isPlotDescription,
  type PlotDescription,
  type PlotOptions,
} from "../../src/plot/index.js";
import { drawPlot } from "../../src/plot/draw.js";

const { document } = parseHTML("<html><body></body></html>");

function draw(description: PlotDescription): Element {
  const { outerHTML } = drawPlot(description, { document, label: "a picture" });
  return parseHTML(`<html><body>${outerHTML}</body></html>`).document.querySelector("svg")!;
}

function run<Point, Value>(learner: Learner<Point, Value>, n: number): Learner {
  while (learner.npoints < n) {
    const { points } = learner.ask(1);
    if (points.length === 0) break;
    for (const point of points) learner.tell(point, learner.function(point) as Value);
  }
  return learner as Learner;
}

const box = (dim: number): [number, number][] => Array.from({ length: dim }, () => [-1, 1]);
const plane = (): Learner => run(new LearnerND((p: number[]) => p[0]! + 2 * p[1]!, { bounds: box(2) }), 60);
const ball = (): Learner => {
  return run(new LearnerND((p: number[]) => p.reduce((sum, x) => sum + x * x, 0), { bounds: box(3) }), 300);
};

describe("describePlot", () => {
  it("gives null before there is a point", () => {
    expect(describePlot(new Learner1D((x: number) => x, { bounds: [0, 1] }) as Learner)).toBeNull();
    expect(describePlot(new AverageLearner((n: number) => n, { atol: 1 }) as Learner)).toBeNull();
  });

  it("sorts a curve and names its components", () => {
    const learner = run(new Learner1D((x: number) => [x, -x], { bounds: [0, 1] }), 5);
    const plot = describePlot(learner);
    expect(plot).toMatchObject({ kind: "curve", joined: true, xDomain: [0, 1] });
    if (plot?.kind !== "curve") throw new Error("no curve");
    expect([...plot.x]).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(plot.series.map(({ name, y }) => [name, y[1]])).toEqual([
      ["y[0]", 0.25],
      ["y[1]", -0.25],
    ]);
  });

  it("interpolates between points in a plane, and finds the lines of a value", () => {
    const plot = describePlot(plane(), { levels: [0.5] });
    if (plot?.kind !== "surface") throw new Error("no surface");
    const { width, height, values } = plot.raster!;
    const at = (column: number, row: number): number => values[row * width + column]!;
    const place = (i: number, n: number): number => -1 + (2 * (i + 0.5)) / n;
    for (const [column, row] of [
      [3, 5],
      [70, 100],
      [139, 0],
    ] as const) {
      expect(at(column, row)).toBeCloseTo(place(column, width) + 2 * place(row, height), 9);
    }
    const lines = plot.isolines!;
    expect(lines.length).toBeGreaterThan(4);
    for (let i = 0; i < lines.length; i += 2) expect(lines[i]! + 2 * lines[i + 1]!).toBeCloseTo(0.5, 9);
  });

  it("cuts three axes in the middle, or where it is told", () => {
    expect(describePlot(ball())).toMatchObject({ kind: "surface", title: "z = 0", xLabel: "x", yLabel: "y" });
    expect(describePlot(ball(), { cut: { 0: 0.5 } })).toMatchObject({
      title: "x = 0.5",
      xLabel: "y",
      yLabel: "z",
    });
    const line = describePlot(ball(), { cut: { 0: 0, 1: 0 } });
    expect(line).toMatchObject({ kind: "curve", xLabel: "z" });
    expect(() => describePlot(ball(), { cut: {} })).toThrow("must leave one or two axes free");
  });

  it("finds the surface of a value in three axes", () => {
    const mesh = describePlot(ball(), { levels: [0.6] });
    if (mesh?.kind !== "mesh") throw new Error("no mesh");
    expect(mesh.triangles.length).toBeGreaterThan(100);
    const radii = [...mesh.x].map((x, i) => Math.hypot(x, mesh.y[i]!, mesh.z[i]!));
    for (const radius of radii) expect(Math.abs(radius - Math.sqrt(0.6))).toBeLessThan(0.25);
  });

  it("draws a picture for each component of vectors, or the one that is wanted", () => {
    const vector = run(new LearnerND((p: number[]) => [p[0]!, p[1]!], { bounds: box(2) }), 30);
    const both = describePlot(vector);
    expect(both).toMatchObject({
      kind: "grid",
      items: [0, 1].map((component) => ({ labels: { component } })),
    });
    const one = describePlot(vector, { component: 1 });
    if (one?.kind !== "surface") throw new Error("no surface");
    expect([...one.value]).toEqual([...vector.data.values()].map((value) => (value as number[])[1]));
    expect(() => describePlot(vector, { component: 2 })).toThrow("no component 2: the values have 2");
  });

  it("shows the points in space with the edges between them", () => {
    const plot = describePlot(ball(), { scatter: true, triangles: 0.5 });
    if (plot?.kind !== "mesh") throw new Error("no mesh");
    expect(plot.points!.x).toHaveLength(300);
    expect(plot.triangles).toHaveLength(0);
    const { edges = [] } = plot;
    const pairs = new Set(
      Array.from({ length: edges.length / 2 }, (_, i) => `${edges[2 * i]},${edges[2 * i + 1]}`),
    );
    expect(pairs.size).toBe(edges.length / 2);
    expect(pairs.size).toBeGreaterThan(900);
    expect(describePlot(ball(), { scatter: true })).not.toHaveProperty("edges");
  });

  it("takes how fine and how strong a picture is", () => {
    const plot = describePlot(plane(), { n: 20, triangles: 0.3 });
    expect(plot).toMatchObject({
      raster: { width: 20, height: 20 },
      showsTriangles: true,
      triangleOpacity: 0.3,
    });
    expect(describePlot(ball(), { cut: { 0: 0, 1: 0 }, n: 10 })).toMatchObject({
      kind: "curve",
      x: { length: 40 },
    });
    const line = run(new Learner1D((x: number) => x, { bounds: [0, 1] }), 5);
    expect(describePlot(line, { line: false })).toMatchObject({ joined: false });
  });

  it.each<[string, () => Learner, PlotOptions, RegExp]>([
    ["an option that is not there", plane, { lines: true } as never, /triangles, n, levels/],
    ["a grid of one", plane, { n: 1 }, /from 2 to/],
    ["an opacity of two", plane, { triangles: 2 }, /opacity from 0 to 1/],
    ["an axis that is not there", ball, { cut: { 3: 0 } }, /axes from 0 to 2/],
    ["a surface of a value that is not reached", ball, { levels: [9] }, /no surface of the value 9/],
  ])("refuses %s", (_, make, options, message) => {
    expect(() => describePlot(make(), options)).toThrow(message);
  });

  it("shows samples with their mean, means with their errors, and the intervals of an integral", () => {
    const average = describePlot(run(new AverageLearner((n: number) => n % 2, { atol: 0.1 }), 100));
    expect(average).toMatchObject({ kind: "histogram", mean: 0.5 });
    const noisy = new AverageLearner1D(([n, x]: readonly [number, number]) => x + (n % 2), {
      bounds: [0, 1],
    });
    const means = describePlot(run(noisy, 3));
    if (means?.kind !== "curve") throw new Error("no curve");
    expect(means.errors![0]).toBeGreaterThan(0);
    const integral = describePlot(
      run(new IntegratorLearner((x: number) => Math.abs(x), { bounds: [-1, 2], tol: 1e-9 }), 200),
    );
    if (integral?.kind !== "curve") throw new Error("no curve");
    expect([integral.edges![0], integral.edges!.at(-1)]).toEqual([-1, 2]);
  });

  it("labels the children of a balancing learner and leaves out what is too many", () => {
    const learner = BalancingLearner.fromProduct(
      (x: number, { a, b }: { a: number; b: number }) => a * x + b,
      Learner1D,
      { bounds: [0, 1] },
      { a: [1, 2], b: [3, 4] },
    );
    const plot = describePlot(run(learner, 12), { maxPlots: 3 });
    if (plot?.kind !== "grid") throw new Error("no grid");
    expect(plot.items.map(({ labels }) => labels)).toEqual([
      { a: 1, b: 3 },
      { a: 1, b: 4 },
      { a: 2, b: 3 },
    ]);
    expect(plot.left).toBe(1);
    const cdims = [["c"], [[5], [6], [7], [8]]] as const;
    const asTold = describePlot(learner as Learner, {
      cdims,
      plotter: (child) => describePlot(child, { triangles: true }),
    });
    expect(asTold).toMatchObject({
      items: [5, 6, 7, 8].map((c) => ({ labels: { c }, plot: { kind: "curve" } })),
    });
    expect(() => describePlot(learner as Learner, { cdims: [{ c: 1 }] })).toThrowError(/as many cdims/);
  });

  it("looks into a data saver and at sequences", () => {
    const inner = new Learner1D((x: number) => x, { bounds: [0, 1] });
    const saver = new DataSaver<number, { y: number }, number>(inner as never, { picker: ({ y }) => y });
    saver.tell(0.5, { y: 2 });
    expect(describePlot(saver as Learner)).toMatchObject({ kind: "curve" });
    const sequence = run(new SequenceLearner((word: string) => word.length, { sequence: ["a", "bcd"] }), 2);
    expect(describePlot(sequence)).toMatchObject({ kind: "curve", joined: false, xLabel: "index" });
  });
});

describe("drawPlot", () => {
  const pictures: readonly [string, () => Learner, PlotOptions?][] = [
    ["a curve", () => run(new Learner1D((x: number) => [x, x * x], { bounds: [0, 1] }), 20)],
    ["a plane", plane, { triangles: true, levels: [0] }],
    ["a slice", ball],
    ["a surface of a value", ball, { levels: [0.6] }],
    ["points in space", ball, { scatter: true, triangles: true }],
    [
      "a vector over a plane",
      () => run(new LearnerND((p: number[]) => [p[0]!, p[1]!], { bounds: box(2) }), 30),
    ],
    ["samples", () => run(new AverageLearner((n: number) => n % 7, { atol: 0.1 }), 100)],
    [
      "an integral",
      () => run(new IntegratorLearner((x: number) => x * x, { bounds: [0, 1], tol: 1e-9 }), 17),
    ],
    ["children", () => run(new BalancingLearner([new Learner1D((x: number) => x, { bounds: [0, 1] })]), 4)],
  ];

  it.each(pictures)("draws %s as one SVG that takes the colour of its page", (_name, make, options) => {
    const description = describePlot(make(), options)!;
    expect(isPlotDescription(description)).toBe(true);
    const svg = draw(description);
    expect(svg.getAttribute("role")).toBe("img");
    expect(svg.getAttribute("aria-label")).toBe("a picture");
    expect(svg.outerHTML).toContain("currentColor");
    expect(svg.outerHTML).not.toContain("NaN");
    expect(svg.querySelectorAll("text").length).toBeGreaterThan(2);
  });

  it("embeds the colours of a plane as an image", () => {
    const image = draw(describePlot(plane())!).querySelector("image")!;
    const bytes = Buffer.from(image.getAttribute("href")!.split(",")[1]!, "base64");
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([140, 140]);
  });
});
