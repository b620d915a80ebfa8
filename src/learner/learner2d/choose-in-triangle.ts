const MAX_BADNESS = 5;

/**
 * Returns where to divide a triangle of scaled points: at its centre, or in the middle of its longest edge when
 * the square of that is more than 5 times what it is in an equilateral triangle of the same area.
 */
export function chooseInTriangle(t: ArrayLike<number>): [number, number] {
  const area = Math.abs((t[2]! - t[0]!) * (t[5]! - t[1]!) - (t[3]! - t[1]!) * (t[4]! - t[0]!)) / 2;
  let longest = -1;
  let from = 0;
  for (let i = 0; i < 3; i++) {
    const j = (i + 1) % 3;
    const square = (t[2 * i]! - t[2 * j]!) ** 2 + (t[2 * i + 1]! - t[2 * j + 1]!) ** 2;
    if (square <= longest) continue;
    longest = square;
    from = i;
  }
  if ((longest / area) * (Math.sqrt(3) / 4) <= MAX_BADNESS) {
    return [(t[0]! + t[2]! + t[4]!) / 3, (t[1]! + t[3]! + t[5]!) / 3];
  }
  const to = (from + 1) % 3;
  return [(t[2 * from]! + t[2 * to]!) / 2, (t[2 * from + 1]! + t[2 * to + 1]!) / 2];
}
