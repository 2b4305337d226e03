// Figures out of several runs.

export function median(numbers: number[]): number {
	const sorted = numbers.toSorted((a, b) => a - b);
	const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
	if (low === undefined || high === undefined) throw new Error("no figures to take the median of");
	return (low + high) / 2;
}

/** The smallest number that this share of all does not exceed. */
export function percentile(numbers: number[], share: number): number {
	const at = numbers.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * numbers.length) - 1)];
	if (at === undefined) throw new Error("no figures to take a percentile of");
	return at;
}
