/** Contrast as WCAG 2 measures it. */

const PARTS = /\d+(?:\.\d+)?/g;

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = (color.match(PARTS) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** From 1 to 21; colours as `rgb(1, 2, 3)`. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((one, other) => other - one) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}
