// What decisions say of the precision: intervals, bands of scores, and what more decisions would bring.
//
// Wilson (1927): Probable Inference, the Law of Succession, and Statistical Inference. doi:10.1080/01621459.1927.10502953
// Kish (1965): Survey Sampling, for the effective size of a weighted sample.

const Z = 1.959963984540054; // 95 %
const BANDS = 10;
const MORE = 100;
const NARROW = 0.05; // half the width of an interval at which people can stop
const LITTLE = 0.015; // a gain for which nobody should judge 100 more

/**
 * Returns Wilson's interval of a proportion.
 * @param {number} proportion The observed proportion.
 * @param {number} size The number of observations, which need not be whole.
 * @returns {{low: number, high: number}} The 95 % interval.
 */
export function wilson(proportion, size) {
  if (size <= 0) return { low: 0, high: 1 };
  const scale = 1 + (Z * Z) / size;
  const centre = (proportion + (Z * Z) / (2 * size)) / scale;
  const half = (Z * Math.sqrt((proportion * (1 - proportion)) / size + (Z * Z) / (4 * size * size))) / scale;
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * Returns the precision of judged suggestions, those that were skipped left out.
 * @param {{score: ?number, verdict: string}[]} judged The suggestions.
 * @param {?{low: number, high: number, suggestions: number}[]} strata The strata of the sample, whose numbers of
 *   suggestions are their weights; null if the sample is not stratified.
 * @returns {?{precision: number, low: number, high: number, accepted: number, decided: number, size: number}} null
 *   without decisions. size: the number of decisions of a sample without strata that would be as informative.
 */
export function precisionOf(judged, strata = null) {
  const decided = judged.filter(({ verdict }) => verdict !== "skip");
  if (decided.length === 0) return null;
  const accepted = decided.filter(({ verdict }) => verdict === "accept").length;
  const { precision, size } = strata ? weighted(decided, strata) : { precision: accepted / decided.length, size: decided.length };
  return { precision, ...wilson(precision, size), accepted, decided: decided.length, size };
}

function weighted(decided, strata) {
  const bands = strata.map(({ low, suggestions }, index) => {
    const high = strata[index + 1]?.low ?? Infinity;
    const inside = decided.filter(({ score }) => score >= low && score < high);
    return { weight: suggestions, size: inside.length, accepted: inside.filter(({ verdict }) => verdict === "accept").length };
  });
  const found = bands.filter(({ weight, size }) => weight > 0 && size > 0);
  const total = found.reduce((sum, { weight }) => sum + weight, 0);
  const precision = found.reduce((sum, { weight, size, accepted }) => sum + ((weight / total) * accepted) / size, 0);
  const spread = found.reduce((sum, { weight, size }) => sum + (weight / total) ** 2 / size, 0);
  return { precision, size: 1 / spread };
}

/**
 * Returns the precision by bands of scores, the highest first.
 * @param {{score: ?number, verdict: string}[]} judged The suggestions.
 * @returns {{low: number, high: number, precision: object}[]} The bands with decisions.
 */
export function bandsOf(judged) {
  const bands = Array.from({ length: BANDS }, () => []);
  for (const one of judged) {
    // 0.3 * 10 is not 3 in floating point
    if (typeof one.score === "number") bands[Math.min(BANDS - 1, Math.floor(one.score * BANDS + 1e-9))].push(one);
  }
  return bands
    .map((inside, index) => ({ low: index / BANDS, high: (index + 1) / BANDS, precision: precisionOf(inside) }))
    .filter(({ precision }) => precision)
    .reverse();
}

/**
 * Returns half the width of the interval now and after MORE decisions that agree with those made so far.
 * @param {{precision: number, decided: number, size: number}} now What `precisionOf` returned.
 * @returns {{now: number, then: number, stop: boolean}} stop: whether more decisions would bring little.
 */
export function narrowing({ precision, decided, size }) {
  const half = ({ low, high }) => (high - low) / 2;
  const before = half(wilson(precision, size));
  const after = half(wilson(precision, (size * (decided + MORE)) / decided));
  return { now: before, then: after, stop: before <= NARROW || before - after < LITTLE };
}

/**
 * Returns in words what more decisions would bring.
 * @param {object} now What `precisionOf` returned.
 * @returns {string} A sentence.
 */
export function advice(now) {
  const { now: before, then: after, stop } = narrowing(now);
  const [wide, narrow] = [points(before), points(after)];
  if (!stop) return `Another ${MORE} decisions would narrow the interval from ±${wide} to ±${narrow} points.`;
  const only = wide === narrow ? `would leave it at ±${narrow}` : `would narrow it only from ±${wide} to ±${narrow}`;
  return `You can stop here: another ${MORE} decisions ${only} points.`;
}

/**
 * Returns a share in percent.
 * @param {number} share The share.
 * @returns {string} Such as "83 %".
 */
export function percent(share) {
  return `${points(share)} %`;
}

const points = (share) => String(Math.round(100 * share));
