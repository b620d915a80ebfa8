/** Returns a PNG with a palette as a data URL: `pixels` are numbers of colours from the top left, row by row; 255 is clear. */
export function pngUrl(
  width: number,
  height: number,
  pixels: Uint8Array,
  palette: readonly (readonly number[])[],
): string {
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const colours = new Uint8Array(768);
  palette.forEach((colour, i) => colours.set(colour, 3 * i));
  const clear = new Uint8Array(256).fill(255, 0, 255);
  const header = [...bytesOf(width), ...bytesOf(height), 8, 3, 0, 0, 0];
  const bytes = [
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk("IHDR", header),
    ...chunk("PLTE", colours),
    ...chunk("tRNS", clear),
    ...chunk("IDAT", stored(rows)),
    ...chunk("IEND", []),
  ];
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(text)}`;
}

function chunk(name: string, content: ArrayLike<number>): number[] {
  const body = Array.from(name, (letter) => letter.charCodeAt(0)).concat(Array.from(content));
  return [...bytesOf(content.length), ...body, ...bytesOf(crc32(body))];
}

/** A zlib stream of blocks that are not compressed. */
function stored(data: Uint8Array): number[] {
  const out = [0x78, 0x01];
  for (let at = 0; at < data.length; at += 65_535) {
    const block = data.subarray(at, at + 65_535);
    const { length } = block;
    const isLast = at + length === data.length ? 1 : 0;
    out.push(isLast, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255);
    for (const byte of block) out.push(byte);
  }
  return [...out, ...bytesOf(adler32(data))];
}

function bytesOf(n: number): number[] {
  return [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
}

function crc32(data: readonly number[]): number {
  let crc = -1;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

function adler32(data: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of data) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return ((b << 16) | a) >>> 0;
}
