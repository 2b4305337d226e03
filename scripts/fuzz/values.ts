// Pools of values that are wrong in a way, and of texts that are right and nasty.
import { MAX_TEXT_LENGTH } from "../../src/protocol/limits.ts";

/** One of each JSON type, and some that look like another. */
export const OF_EVERY_TYPE: readonly unknown[] = [
	null,
	true,
	false,
	0,
	-1,
	1.5,
	1e21,
	"",
	"0",
	"null",
	" ",
	[],
	[[]],
	["send"],
	{},
	{ length: 1 },
	{ toString: "x", valueOf: null },
];

/** As they stand in the text: JSON.parse and not this file says what they are. */
export const NUMBERS: readonly string[] = [
	"-0",
	"0",
	"0.0",
	"-1",
	"1.5",
	"1e2",
	"1E+2",
	"1e-400",
	"1e400",
	"-1e400",
	"9007199254740991",
	"9007199254740992",
	"-9007199254740993",
	"18446744073709551616",
	"4294967296",
	"2147483648",
	`1${"0".repeat(400)}`,
	`0.${"3".repeat(400)}`,
	"NaN",
	"Infinity",
	"-",
	"01",
	"+1",
	"0x10",
	"1_000",
	"1n",
];

/** Names of fields that nobody asked for. The first ones are those that have a meaning somewhere inside. */
export const FOREIGN_FIELDS: readonly [key: string, json: string][] = [
	["seq", "99"],
	["publicSeq", "-1"],
	["author", '{"kind":"agent","id":"x"}'],
	["workspaceId", '"wsp_0000000000000000"'],
	["at", '"1970-01-01T00:00:00.000Z"'],
	["entry", "{}"],
	["claims", '{"kind":"agent","role":"owner"}'],
	["__proto__", '{"polluted":true,"type":"note","on":true}'],
	["constructor", '{"prototype":{"polluted":true}}'],
	["prototype", "null"],
	["toJSON", '"x"'],
	["then", "{}"],
	["hasOwnProperty", "1"],
	["length", "1e9"],
	["", "0"],
	["\u0000", '"\\u0000"'],
	["\ud800", '"\\udfff"'],
];

/** Types that no client frame has, of either kind of socket. */
export const UNKNOWN_TYPES: readonly string[] = [
	"shout",
	"",
	" send",
	"send\u0000",
	"Send",
	"SEND",
	"ѕend",
	"__proto__",
	"constructor",
	"toString",
	"hasOwnProperty",
	"valueOf",
	"welcome",
	"ack",
	"error",
	"entries",
	"state",
	"undefined",
	"x".repeat(5_000),
];

export const CLIENT_IDS: readonly string[] = [
	"",
	"short",
	"seven-7",
	"x".repeat(65),
	"with spaces in it",
	"nul-\u0000-nul-nul",
	"ünïcödé-ïd",
	"../../../etc/passwd",
	"new\nline\nnew",
	"'; drop table entries; --",
	"\ud800\ud800\ud800\ud800\ud800\ud800\ud800\ud800",
	"羊".repeat(20),
];

/** A text begins with `mark`, so that it can be told whose it is. @returns texts right, and some too long or invisible */
export function hostileTexts(mark: string): string[] {
	const rest = MAX_TEXT_LENGTH - mark.length;
	return [
		`${mark}NUL \u0000 in it, lone \ud800 and \udc00`,
		`${mark}\u202e right to left \u2066 isolated`,
		`${mark}<script>alert(1)</script><img src=x onerror=alert(1)>`,
		`${mark}'; drop table entries; -- \\ \\' "`,
		`${mark}{"type":"send","clientId":"inner-frame-1","after":0,"text":"x"}`,
		`${mark}${"👩‍👩‍👧".repeat(200)}`,
		`${mark}${"a\u0301\u0302\u0303\u0304".repeat(300)}`,
		`${mark}\r\n\r\nHTTP/1.1 200 OK\r\n\r\n`,
		`${mark}%s%n%x \${7*7} {{7*7}} $(id)`,
		`${mark}\u2028\u2029\u0085\u000b\u001b[2J`,
		`${mark}${"x".repeat(rest)}`,
		`${mark}${"羊".repeat(rest)}`,
		`${mark}${"\u0000".repeat(rest)}`,
		`${mark}${"\ud800".repeat(Math.floor(rest / 6))}`,
		`${mark}${"x".repeat(rest + 1)}`,
		`${mark}${"y".repeat(rest + 2_000)}`,
		mark === "" ? "\u200b\u200d\u2060" : mark,
		mark === "" ? " \n\t\u00a0\ufeff" : mark,
		mark === "" ? "\u0000\u0000" : mark,
	];
}

/** What cannot be JSON, whatever reads it. */
export const NOT_JSON: readonly string[] = [
	"",
	" ",
	"{",
	"}",
	"nul",
	"undefined",
	"{'type':'send'}",
	"{type:1}",
	'{"type":"send",}',
	'{"type":"send"}{"type":"send"}',
	'{"type" "send"}',
	"[1,2",
	'"unterminated',
	'"bad \\x escape"',
	'"\\ud83"',
	"<frame/>",
	"PING",
	"\u0000",
	"/* comment */ {}",
	"\\",
];

export const NOT_OBJECTS: readonly string[] = [
	"[]",
	"[{}]",
	"7",
	"-0",
	"1e400",
	"null",
	"true",
	'"text"',
	'""',
	"[[[[]]]]",
];
