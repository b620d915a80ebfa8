/** A module of the user, imported by cells. */
let calls = 0;
const offset = 5;

export function helper(n: number): number {
  return n + offset;
}

export const simf = (n: number): number => {
  calls++;
  return helper(n) * 10 + calls;
};

export class Model {
  #scale = 2;
  static made = 0;
  constructor(private readonly base: number) {
    Model.made++;
  }
  eval(x: number): number {
    return this.#scale * x + this.base + Model.made;
  }
}

export default function double(n: number): number {
  return 2 * n;
}
