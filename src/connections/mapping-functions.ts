// The library's functions as mappings get them: each pays for what it goes through before it does, and is refused what
// would make more than fits.
import jsonata from "jsonata";
import { lengthOf, refusalOf } from "./mapping-arguments.ts";
import { MappingFault } from "./mapping-fault.ts";
import { FUNCTIONS, REFUSED_FUNCTIONS } from "./mapping-syntax.ts";
import { isCallable, STEP, type Work } from "./mapping-work.ts";

/** A function as the library keeps it; `signature` checks and completes the arguments. */
interface Builtin {
	_jsonata_function: true;
	implementation: (...args: unknown[]) => unknown;
	signature?: unknown;
	/** For where the library hands a function on as it is (to `$map` in a function's last place). */
	apply?: (self: unknown, args: unknown[]) => unknown;
}

/** Take functions as arguments; to all others one would be a way to what is inside of it. */
const OF_HIGHER_ORDER = new Set(["map", "filter", "single", "reduce", "sift", "each", "sort"]);
const ASK_ABOUT_FUNCTIONS = new Set(["exists", "type", "boolean", "not"]);
/** Go through a list once for each of its elements. */
const OF_SQUARES = new Set(["sort", "distinct", "spread", "zip"]);
let builtins: Promise<ReadonlyMap<string, Builtin>> | undefined;

/** All that is built in, by name: the allowed functions with their price, the refused ones as nothing. */
export async function pricedFunctions(work: Work): Promise<Map<string, Builtin | undefined>> {
	builtins ??= findBuiltins();
	const priced = new Map<string, Builtin | undefined>(REFUSED_FUNCTIONS.map((name) => [name, undefined]));
	for (const [name, builtin] of await builtins) priced.set(name, withPrice(name, builtin, work));
	return priced;
}

/** `$now()` and `$millis()` of one moment. */
export function timeFunctions(nowMs: number): { now: Builtin; millis: Builtin } {
	const made = (implementation: () => unknown): Builtin => ({ _jsonata_function: true, implementation });
	return { now: made(() => new Date(nowMs).toISOString()), millis: made(() => nowMs) };
}

function withPrice(name: string, { implementation, signature }: Builtin, work: Work): Builtin {
	function priced(this: unknown, ...args: unknown[]): unknown {
		pay(name, args, work);
		const result = implementation.apply(this, args);
		return result instanceof Promise ? result.then(weighed) : weighed(result);
	}
	function weighed(result: unknown): unknown {
		work.made(result);
		return result;
	}
	// `$map` and its like give as many arguments as the function's length says.
	Object.defineProperty(priced, "length", { value: implementation.length });
	return {
		_jsonata_function: true,
		implementation: priced,
		signature,
		apply: (self, args) => Reflect.apply(priced, self, args),
	};
}

function pay(name: string, args: readonly unknown[], work: Work): void {
	work.charge(STEP);
	if (!OF_HIGHER_ORDER.has(name) && !ASK_ABOUT_FUNCTIONS.has(name) && args.some(isCallable))
		throw new MappingFault(`$${name} takes no function.`);
	const weight = args.reduce<number>((sum, arg) => sum + work.weigh(arg), 0);
	work.charge(OF_SQUARES.has(name) ? weight * Math.max(1, lengthOf(args[0])) : weight);
	const refusal = refusalOf(name, args);
	if (refusal) throw new MappingFault(refusal);
}

/** The library has no list of them: a function's name, evaluated, is the function. */
async function findBuiltins(): Promise<ReadonlyMap<string, Builtin>> {
	const found = await Promise.all(
		FUNCTIONS.map(async (name) => [name, await jsonata(`$${name}`).evaluate(null)] as const),
	);
	return new Map(
		found.map(([name, value]: readonly [string, unknown]) => {
			if (!isBuiltin(value)) throw new Error(`jsonata has no function ${name}`);
			return [name, value];
		}),
	);
}

function isBuiltin(value: unknown): value is Builtin {
	return (
		typeof value === "object" &&
		value !== null &&
		"_jsonata_function" in value &&
		value._jsonata_function === true &&
		"implementation" in value &&
		typeof value.implementation === "function"
	);
}
