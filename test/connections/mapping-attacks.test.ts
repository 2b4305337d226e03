// What a hostile mapping, or a hostile answer, might try. Each ends within its bounds, with a sentence.
import { expect, test } from "vitest";
import { problemOf, runMapping } from "../../src/connections/mapping.ts";
import type { MappingInput } from "../../src/connections/mapping-input.ts";
import { MOST_SOURCE } from "../../src/connections/mapping-source.ts";

/** Measured: the dearest takes 0.4 s on an idle machine. A runaway would take minutes, or all memory. */
const ENDS_WITHIN_MS = 5_000;
/** Ten thousand values, in lists of a hundred: as much as an input may hold. */
const big: MappingInput = {
	answers: [
		{
			path: "/",
			json: {
				rows: Array.from({ length: 100 }, (_, i) => Array.from({ length: 100 }, (_, j) => i * j)),
				list: Array.from({ length: 1_000 }, (_, i) => i),
				empty: Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, []])),
				text: "a".repeat(50_000),
			},
		},
	],
	items: [],
};

async function attack(source: string, input: MappingInput = big): Promise<{ ok: boolean; message?: string }> {
	const began = performance.now();
	const mapped = await runMapping(source, input, 0);
	expect(performance.now() - began).toBeLessThan(ENDS_WITHIN_MS);
	return mapped;
}

test.each([
	'$match("aaaa", /(a+)+b/)',
	'$replace("aaaa", /(a+)+b/, "")',
	'$split("aaaa", /(a+)+b/)',
	'$contains("aaaa", /(a+)+b/)',
	'("a" ~> /a/)',
	'[ /["]/ , "/" ]',
	"$x := /* a comment */ /a/",
	"a and /b/",
	// A quote in the expression must not hide what follows it from whoever looks for it.
	'$contains("a", /["]/) & /["]/',
])("a regular expression is refused before it is parsed: %s", async (source) => {
	expect(problemOf(source)).toMatchObject({ message: expect.stringMatching(/regular expression/i) });
	expect(await attack(source)).toMatchObject({ ok: false });
});

test.each([
	"a / b / c",
	"(a) / 2",
	"a[0] / 2 / b",
	'$sum([1, 2]) / $count("x")',
	"\"/a/\" & '/b/'",
	"`a/b` / 2",
	'/* "not a regular expression" */ 1',
])("a division is none: %s", (source) => expect(problemOf(source)).toBeUndefined());

test("a signature is refused: the library makes a regular expression of it", async () => {
	expect(problemOf('function($x)<(a]+)+b[:s>{ $x }("aaaaaaaaaaaaaaaaaaaaaaaaaaaa")')).toMatchObject({
		message: expect.stringMatching(/signature/),
	});
	expect(problemOf("function($x)<a+a+a+a+a+a+a+a+s:s>{ $x }([1..500])")).toBeDefined();
	expect(problemOf("(function($x){ $x })(1)")).toBeUndefined();
});

test.each([
	'$eval("1+1")',
	'($e := $eval; $e("1+1"))',
	'"1+1" ~> $eval',
	'$map(["1+1"], $eval)',
	'function($eval){ $eval("1") }($sum)',
	"($eval := 1)",
	'{ "a": [ $eval ] }',
	'[1,2]^(>$eval("1"))',
	'a[$eval("1")]',
	'a{ $eval("1"): 2 }',
	"a@$eval.b",
	"a#$eval.b",
])("$eval is refused wherever it stands: %s", async (source) => {
	expect(problemOf(source)).toBeDefined();
	expect(await attack(source)).toMatchObject({ ok: false });
});

test.each([
	// Names put together, or looked up, are names of fields, and lead to no function.
	'$lookup({"eval": 1}, "ev" & "al")',
	'$string($lookup($$, "eval"))',
	'$string($spread({"a": 1}))',
])("a function cannot be reached by a text that names it: %s", async (source) => {
	const mapped = await runMapping(`{ "fields": { "A": $type(${source}) } }`, big, 0);
	expect(JSON.stringify(mapped)).not.toMatch(/"function"/);
});

test.each([
	"$spread($sum)",
	"$sum ~> $spread",
	"$each($sum, function($v){ $v })",
	"$merge([$sum])",
	"$string($sum)",
	"$append($sum, $max)",
	"$f := $sum; $f.implementation",
	"$sift($sum, function($v){ true })",
])("no function can be taken apart: %s", async (source) => {
	const mapped = await runMapping(`(${source})`, big, 0);
	// An item would be an object of data: what is refused, or nothing, gives none.
	expect(mapped.ok ? mapped.items : []).toEqual([]);
});

test.each([
	["a long range", "[1..1e7]"],
	["ranges of ranges", "[1..2000].[1..2000].[1..2000]"],
	["a loop that never ends", "($f := function($x){ $f($x) }; $f(1))"],
	[
		"a loop that never ends, in tail position behind a condition",
		"($f := function($x){ true ? $f($x + 1) : 1 }; $f(1))",
	],
	["recursion without end", "($f := function($x){ 1 + $f($x) }; $f(1))"],
	["a tree of calls", "($f := function($n){ $n = 0 ? 1 : $f($n - 1) + $f($n - 1) }; $f(60))"],
	["the Y combinator", "(function($f){ $f($f) })(function($f){ $f($f) })"],
	["loops in loops", "$map([1..1000], function($a){ $map([1..1000], function($b){ $a * $b }) })"],
	["loops of a built-in alone", "$map([1..2000], function(){ $map([1..2000], $string) })"],
	["folds in folds", "$reduce([1..2000], function($a, $b){ $reduce([1..2000], function($c, $d){ $c + $d }) })"],
	[
		"a sort whose comparison sorts",
		"$sort([1..2000], function($a, $b){ $sort([1..2000], function($c, $d){ $c > $d })[0] > $a })",
	],
	["sorting over and over", "[1..500].$sort($$.answers.json.list)"],
	["distinct over and over", "[1..500].$distinct($$.answers.json.list)"],
	["a text that doubles", '($f := function($s, $n){ $n = 0 ? $s : $f($s & $s, $n - 1) }; $f("ab", 60))'],
	["a text padded", '$pad("", 1e9)'],
	["many texts padded", '[1..2000].$pad("", 60000)'],
	["a text replaced by more", '$replace(answers.json.text, "a", answers.json.text)'],
	["a text joined by more", "$join([1..2000].$string(), answers.json.text)"],
	["a text split to letters, over and over", '[1..2000].$split($$.answers.json.text, "")'],
	["a list that doubles", "($f := function($l, $n){ $n = 0 ? $l : $f($append($l, $l), $n - 1) }; $f([1], 60))"],
	[
		"an object whose text doubles though its parts are shared",
		'($f := function($o, $n){ $n = 0 ? $o : $f({"a": $o, "b": $o}, $n - 1) }; $string($f({"x": 1}, 60)))',
	],
	["two such compared", "($f := function($o, $n){ $n = 0 ? $o : $f([[$o, $o]], $n - 1) }; $f(1, 60) = $f(1, 60))"],
	["deep nesting", '$reduce([1..2000], function($a, $i){ { "a": $a } })'],
	["all descendants over and over", "[1..2000].($$.**)"],
	["all descendants of descendants", "**.**.**"],
	["all fields over and over", "[1..2000].($$.answers.json.empty.*)"],
	["a list by a list of places", "[1..500].($$.answers.json.list[$$.answers.json.list])"],
	[
		"joins of everything with everything",
		'answers.json.list@$a.$$.answers.json.list@$b.$$.answers.json.list@$c.{ "a": $a }',
	],
	["groups of one key", '[1..2000].$$.answers.json.list{ "a": $sum($) }'],
	["names in nested lists", "[1..2000].($$.answers.json.rows.a)"],
	["one list made of many", `[${Array.from({ length: 400 }, () => "answers.json.list").join(",")}]`],
	[
		"a matcher that never ends",
		'$replace("abc", function($s){ { "match": "", "start": 0, "end": 0, "groups": [], "next": function(){ 1 } } }, "x")',
	],
	[
		"a matcher that finds for ever",
		'($m := function(){ { "match": "", "start": 0, "end": 0, "groups": [], "next": $m } }; $split("abc", $m))',
	],
	["a picture that becomes a regular expression", '$toMillis("twenty twenty twenty twenty twenty", "[Yw] [Mw] [Dw]")'],
	["a separator that is found everywhere", '$formatNumber(1, "0", { "grouping-separator": "" })'],
	["a zero that is nothing", '$formatNumber(0, "0", { "zero-digit": "", "decimal-separator": "" })'],
	[
		"separators that are the same",
		'$formatNumber(1234.5, "0,0", { "grouping-separator": ".", "decimal-separator": "." })',
	],
	["a number that overflows", '$formatNumber(1e308, "0.0e0‰", { "per-mille": "" })'],
	["a date as wide as a book", '$fromMillis(0, "[Y,1000000000]")'],
	["a date far away", "$fromMillis(1e300)"],
	["a zone that is none", '$fromMillis(0, "[Y]", "+99999999999")'],
	["blanks before each line of a deep value", "$string($reduce([1..1500], function($a, $i){ [[$a]] }), true)"],
	[
		"functions in functions in functions",
		"($f := function($x){ $x }; $f := $f ~> $f; $f := $f ~> $f; $f := $f ~> $f; $f := $f ~> $f; $f := $f ~> $f; $f := $f ~> $f; $f := $f ~> $f; $f := $f ~> $f; $f := $f ~> $f; $f := $f ~> $f; $f := $f ~> $f; $f := $f ~> $f; $f := $f ~> $f; $f := $f ~> $f; $f := $f ~> $f; $f := $f ~> $f; $f(1))",
	],
	["a long picture", '$formatNumber(1, $pad("#", 5000, "0"))'],
	["a number of many digits", '$formatNumber(1e300, "#,##0.00") & $formatBase(1e300, 2) & $power(10, 1e9)'],
])("%s is stopped", async (_what, source) => {
	expect(await attack(source)).toMatchObject({ ok: false, message: expect.stringMatching(/\S/) });
});

test.each([
	["doublings within doublings", `${"(".repeat(40)}a${" ?: 1)".repeat(40)}`],
	["the same with ??", `${"[".repeat(40)}a${" ?? 1]".repeat(40)}`],
	["the same hidden behind brackets in texts and comments", `${"(".repeat(30)}a${' ?: ")" /*)*/ )'.repeat(30)}`],
	["the same as arguments", `${"$f(".repeat(40)}a${" ?: 1)".repeat(40)}`],
	["brackets within brackets", "(".repeat(MOST_SOURCE / 2)],
	["signs before signs", `${"-".repeat(MOST_SOURCE - 1)}1`],
	["a sum of thousands", `1${"+1".repeat(MOST_SOURCE / 2 - 1)}`],
	["parents of parents", `a${".%".repeat(MOST_SOURCE / 2 - 1)}`],
	["conditions within conditions", `${"1?".repeat(MOST_SOURCE / 2 - 1)}1`],
	["functions within functions", `${"function($a){".repeat(500)}1${"}".repeat(500)}`],
	["a source that is too long", " ".repeat(MOST_SOURCE + 1)],
	["an open comment", "/*".repeat(4_000)],
	["an open text", `"${"\\".repeat(7_999)}`],
])("the parser is not kept busy by %s", async (_what, source) => {
	expect(await attack(source)).toMatchObject({ ok: false });
});

test.each([
	[
		"a function in the clothes of data",
		{ _jsonata_lambda: true, thunk: true, body: { procedure: {}, arguments: [] }, arguments: [] },
	],
	["another", { _jsonata_function: true, implementation: "x" }],
	[
		"a prototype",
		JSON.parse('{ "__proto__": { "polluted": true }, "constructor": { "prototype": { "polluted": true } } }'),
	],
])("an answer that holds %s is data", async (_what, json) => {
	const input: MappingInput = { answers: [{ path: "/", json }], items: [] };
	for (const source of [
		"answers[0].json()",
		"answers.json.polluted",
		"$string(answers)",
		"answers.**",
		"$map(answers, answers[0].json)",
		"$merge(answers.json)",
	])
		await attack(source, input);
	expect(await attack('{ "fields": { "A": $string(answers[0].json) } }', input)).toMatchObject({ ok: true });
	expect(Reflect.get({}, "polluted")).toBeUndefined();
});

test("nothing that JavaScript has beside the data can be read", async () => {
	for (const name of ["constructor", "__proto__", "toString", "length", "push", "hasOwnProperty"])
		expect(
			await attack(
				`{ "fields": { "A": $type(answers.json.\`${name}\`) , "B": $type(answers.json.text.\`${name}\`) } }`,
			),
		).toEqual({
			ok: true,
			items: [{ type: "fields", id: "0", title: "More", fields: [] }],
			notes: [],
		});
});

test("answers that are too large, too deep or too long are refused in words", async () => {
	const nested = JSON.parse(`${"[".repeat(60)}${"]".repeat(60)}`);
	const inputs: [unknown, RegExp][] = [
		["a".repeat(300_000), /larger than 256 KB/],
		[nested, /nested more than/],
		[Array.from({ length: 2_001 }, () => 1), /more than 2000 elements/],
	];
	for (const [json, message] of inputs)
		expect(await attack("1", { answers: [{ path: "/", json }], items: [] })).toMatchObject({
			ok: false,
			message: expect.stringMatching(message),
		});
});

test("a mapping has no way to another's, nor to the process", async () => {
	await runMapping("($sum := function(){ 666 }; 1)", big, 0);
	await runMapping("$assert := 1", big, 0);
	expect(await attack('{ "fields": { "A": $sum([1, 2]) } }')).toMatchObject({
		items: [{ fields: [{ value: "3" }] }],
	});
	for (const source of ["process", "globalThis", "$process", "$globalThis", "$fetch", "$Function"])
		expect(await attack(source)).toEqual({ ok: true, items: [], notes: [] });
});
