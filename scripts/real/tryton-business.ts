// A small business in Tryton, made as its clients make it: company, accounts, an article, a customer with sales.
import { z } from "zod";
import type { TrytonServer } from "./tryton-server.ts";

export interface Business {
	company: number;
	customer: number;
	/** A sale that is on its way through the given steps, and the id of what it is. `shipOn`: days from today. */
	sell(
		sale: { quantity: number; shipOn: number; reference?: string },
		steps: readonly ("quote" | "confirm" | "process" | "cancel")[],
	): Promise<number>;
	/** Moves the newest shipment to another day, in days from today: Tryton itself plans none for a day that has passed. */
	planNewestShipment(day: number): Promise<void>;
	/** Picks, packs and sends the newest shipment. */
	sendNewestShipment(): Promise<void>;
	makeUser(user: { login: string; password: string; groups: readonly string[]; works: boolean }): Promise<void>;
}

const ids = z.array(z.number().int());
const UNIT_PRICE = { __class__: "Decimal", decimal: "129.90" };

export async function makeBusiness(
	{ rpc }: TrytonServer,
	customer: { name: string; email: string; phone: string },
): Promise<Business> {
	const create = async (model: string, values: object, context: object = {}): Promise<number> => {
		const [id] = ids.parse(await rpc(`model.${model}.create`, [values], context));
		if (id === undefined) throw new Error(`Tryton made no ${model}`);
		return id;
	};
	const first = async (model: string, domain: unknown[], context: object = {}): Promise<number> => {
		const [id] = ids.parse(await rpc(`model.${model}.search`, domain, 0, 1, [["id", "DESC"]], context));
		if (id === undefined) throw new Error(`there is no ${model}`);
		return id;
	};

	const currency = await create("currency.currency", {
		...{ name: "Euro", code: "EUR", symbol: "€", numeric_code: "978" },
		rates: [["create", [{ date: daysFromToday(-60), rate: { __class__: "Decimal", decimal: "1" } }]]],
	});
	const owner = await create("party.party", { name: "Nordlicht GmbH" });
	const company = await create("company.company", { party: owner, currency });
	const context = { company };
	await rpc("model.res.user.write", [1], { companies: [["add", [company]]], company }, {});
	const accounts = await makeAccounts(rpc, company, first);
	const product = await makeProduct(create, first, accounts, context);
	const party = await create(
		"party.party",
		{
			name: customer.name,
			addresses: [["create", [{ street: "Webergasse 1", city: "Hamburg" }]]],
			contact_mechanisms: [
				[
					"create",
					[
						{ type: "email", value: customer.email },
						{ type: "phone", value: customer.phone },
					],
				],
			],
		},
		context,
	);
	const address = await first("party.address", [["party", "=", party]], context);
	const newestShipment = () => first("stock.shipment.out", [["customer", "=", party]], context);
	const warehouse = await first("stock.location", [["type", "=", "warehouse"]], context);

	return {
		company,
		customer: party,
		sell: async ({ quantity, shipOn, reference }, steps) => {
			const sale = await create(
				"sale.sale",
				{
					...{ company, party, currency, warehouse, invoice_address: address, shipment_address: address },
					...{ invoice_method: "order", shipment_method: "order", reference: reference ?? null },
					...{ sale_date: daysFromToday(Math.min(shipOn, 0)), shipping_date: daysFromToday(shipOn) },
					lines: [
						[
							"create",
							[
								{ type: "line", product, quantity, unit: 1, unit_price: UNIT_PRICE },
								{ type: "comment", description: "Thank you" },
							],
						],
					],
				},
				context,
			);
			for (const step of steps) await rpc(`model.sale.sale.${step}`, [sale], context);
			return sale;
		},
		planNewestShipment: async (day) => {
			const shipment = await newestShipment();
			await rpc("model.stock.shipment.out.draft", [shipment], context);
			await rpc("model.stock.shipment.out.write", [shipment], { planned_date: daysFromToday(day) }, context);
			await rpc("model.stock.shipment.out.wait", [shipment], context);
		},
		sendNewestShipment: async () => {
			const shipment = await newestShipment();
			// There is no stock: it is taken by force, as the button of that name does.
			for (const step of ["assign_force", "pick", "pack", "done"])
				await rpc(`model.stock.shipment.out.${step}`, [shipment], context);
		},
		makeUser: async ({ login, password, groups, works }) => {
			const named = groups.length
				? ids.parse(await rpc("model.res.group.search", [["name", "in", groups]], 0, 10, null, {}))
				: [];
			if (named.length !== groups.length) throw new Error(`not all of the groups are there: ${groups.join(", ")}`);
			await create("res.user", {
				...{ name: login, login, password, groups: [["add", named]] },
				...(works && { companies: [["add", [company]]], company }),
			});
		},
	};
}

type First = (model: string, domain: unknown[], context?: object) => Promise<number>;
type Create = (model: string, values: object, context?: object) => Promise<number>;
type Accounts = Record<"receivable" | "payable" | "revenue" | "expense", number>;

/** The minimal chart, by the wizard that a new company goes through. */
async function makeAccounts(rpc: TrytonServer["rpc"], company: number, first: First): Promise<Accounts> {
	const context = { company };
	const wizard = "wizard.account.create_chart";
	const [session] = z.tuple([z.number()], z.unknown()).parse(await rpc(`${wizard}.create`, context));
	const account_template = await first("account.account.template", [["parent", "=", null]]);
	await rpc(`${wizard}.execute`, session, { account: { company, account_template } }, "create_account", context);
	const of = (type: string) => first("account.account", [[`type.${type}`, "=", true]], context);
	const accounts = {
		...{ receivable: await of("receivable"), payable: await of("payable") },
		...{ revenue: await of("revenue"), expense: await of("expense") },
	};
	const properties = { company, account_receivable: accounts.receivable, account_payable: accounts.payable };
	await rpc(`${wizard}.execute`, session, { properties }, "create_properties", context);
	return accounts;
}

async function makeProduct(
	create: Create,
	first: First,
	{ revenue, expense }: Accounts,
	context: object,
): Promise<number> {
	const category = await create(
		"product.category",
		{ name: "Goods", accounting: true, account_revenue: revenue, account_expense: expense },
		context,
	);
	const template = await create(
		"product.template",
		{
			...{ name: "Rigid loom", type: "goods", salable: true, default_uom: 1, sale_uom: 1, list_price: UNIT_PRICE },
			...{ cost_price_method: "fixed", account_category: category, products: [["create", [{}]]] },
		},
		context,
	);
	return first("product.product", [["template", "=", template]], context);
}

export function daysFromToday(days: number) {
	const at = new Date(Date.now() + days * 86_400_000);
	return { __class__: "date", year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}
