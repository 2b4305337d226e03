// The switches and buttons: each is one call of the control API; the page shows what the API says every second.
const MODES = {
	ok: "OK",
	slow: "Slow",
	failing: "Failing",
	malformed: "Malformed",
	rate_limited: "Limited",
	hanging: "Hanging",
};
const SYSTEMS = {
	shopify: "Shopify",
	erpnext: "ERPNext",
	hubspot: "HubSpot",
	zendesk: "Zendesk",
	moodle: "Moodle",
	"pull-card": "Pull card",
	stripe: "Stripe",
	aftership: "AfterShip",
	woocommerce: "WooCommerce",
	medusa: "Medusa",
	"request-tracker": "Request Tracker",
	tryton: "Tryton",
	"mapped-rest": "Warranty register (mapped REST)",
};
const REFRESH_MS = 1000;

/** What a button asks for: [path, body, method]. `order` is the chosen order's id. */
const EVENTS = {
	order: (customer) => ["orders", { customer }],
	urgent: (customer) => ["orders", { customer, ...urgent }],
	tenfold: (customer) => ["orders", { customer, ...urgent, times: 10, parallel: true }],
	unordered: (customer) => ["orders", { customer, ...urgent, steps: ["paid", "fulfilled"], times: 2, reverse: true }],
	forged: (customer) => ["orders", { customer, ...urgent, forge: true }],
	paid: (_, order) => [`orders/${order}/paid`, {}],
	fulfilled: (_, order) => [`orders/${order}/fulfilled`, {}],
	delivered: (_, order) => [`orders/${order}/delivered`, {}],
	cancelled: (_, order) => [`orders/${order}/cancelled`, {}],
	refunded: (_, order) => [`orders/${order}/refunded`, { note: "Goodwill" }],
	delay: (customer) => ["deliveries/delay", { customer, days: 5, reason: "Carrier backlog" }],
	forgedDelay: (customer) => ["deliveries/delay", { customer, forge: true }],
	paymentFailed: (_, order) => [`orders/${order}/money/payment_failed`, {}],
	refundFailed: (_, order) => [`orders/${order}/money/refund_failed`, {}],
	disputed: (_, order) => [`orders/${order}/money/dispute_opened`, {}],
	losing: () => ["losing", { next: 1 }, "PUT"],
	unsubscribed: () => ["subscriptions", {}, "DELETE"],
};
const urgent = { total: 950, tags: ["urgent"], shippingTitle: "Express", shippingPrice: 14.9 };

const panels = new Map();
let logged = "";
let hiding;

await refresh();
setInterval(refresh, REFRESH_MS);

async function refresh() {
	const lost = document.getElementById("lost");
	try {
		const [state, calls, log] = await Promise.all(
			["state", "calls", "log"].map((path) => fetch(`/control/${path}`).then((answer) => answer.json())),
		);
		lost.hidden = true;
		for (const [key, tenant] of Object.entries(state.tenants)) {
			if (!panels.has(key)) panels.set(key, build(key, tenant, state.systems));
			show(panels.get(key), tenant, calls[key]);
		}
		showLog(log);
	} catch {
		lost.hidden = false;
	}
}

function build(key, tenant, addresses) {
	const panel = document.getElementById("tenant").content.cloneNode(true).firstElementChild;
	panel.querySelector("h2").textContent = tenant.name;
	panel.querySelector(".shop-link").href = tenant.shopUrl;
	const customers = panel.querySelector(".customer");
	customers.append(...tenant.customers.map(({ name, email }) => new Option(`${name} · ${email}`, email)));
	customers.addEventListener("change", () => {
		panel.dataset.orders = "";
		refresh();
	});
	for (const [system, name] of Object.entries(SYSTEMS)) {
		const row = buildSystem(key, system, name);
		row.querySelector("dl").append(...keysOf(system, tenant, addresses[system]));
		panel.querySelector(".systems").append(row);
	}
	for (const button of panel.querySelectorAll("[data-event]")) {
		button.addEventListener("click", async () => {
			const [path, body, method = "POST"] = EVENTS[button.dataset.event](
				customers.value,
				panel.querySelector(".order").value,
			);
			button.disabled = true;
			await call(method, `tenants/${key}/${path}`, body);
			button.disabled = false;
		});
	}
	document.getElementById("tenants").append(panel);
	return panel;
}

function buildSystem(key, system, name) {
	const row = document.getElementById("system").content.cloneNode(true).firstElementChild;
	row.dataset.system = system;
	row.querySelector("legend").textContent = name;
	for (const [mode, label] of Object.entries(MODES)) {
		const option = document.createElement("label");
		const input = document.createElement("input");
		Object.assign(input, { type: "radio", name: `${key}-${system}`, value: mode });
		input.addEventListener("change", () => call("PUT", `tenants/${key}/systems/${system}`, { mode }));
		option.append(input, label);
		row.querySelector(".modes").append(option);
	}
	return row;
}

/** What Heddle's form asks for. These keys open the sandbox and nothing else. */
function keysOf(system, { credentials, shopDomain }, address) {
	const keys = {
		...(system === "shopify" && { shopDomain }),
		...credentials[system],
		"address on this machine": address,
	};
	return Object.entries(keys).flatMap(([name, value]) => {
		const [term, detail] = [document.createElement("dt"), document.createElement("dd")];
		term.textContent = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
		detail.textContent = value;
		return [term, detail];
	});
}

function show(panel, tenant, calls) {
	for (const row of panel.querySelectorAll("fieldset")) {
		const { mode } = tenant.systems[row.dataset.system];
		row.classList.toggle("disturbed", mode !== "ok");
		row.querySelector(`[value="${mode}"]`).checked = true;
		const { total, inFlight } = calls[row.dataset.system];
		row.querySelector(".calls").textContent =
			`${total} ${total === 1 ? "call" : "calls"}${inFlight ? `, ${inFlight} open` : ""}`;
	}
	const links = [
		[tenant.widget, "Widget"],
		[tenant.hooks.shopify, "Shopify hook"],
		[tenant.hooks.erpnext, "ERPNext hook"],
		[tenant.hooks.stripe, "Stripe hook"],
	];
	panel.querySelector(".links").replaceChildren(
		...links.map(([set, name]) => {
			const badge = document.createElement("span");
			badge.textContent = `${name}: ${set ? "connected" : "not connected"}`;
			badge.className = set ? "set" : "unset";
			return badge;
		}),
	);
	showOrders(panel, tenant);
}

function showOrders(panel, tenant) {
	const email = panel.querySelector(".customer").value;
	const own = tenant.orders.filter(({ customer }) => customer === email);
	const shown = JSON.stringify(own);
	if (panel.dataset.orders === shown) return;
	const select = panel.querySelector(".order");
	const newest = own[0] && panel.dataset.newest !== String(own[0].id);
	const chosen = newest ? undefined : select.value;
	panel.dataset.orders = shown;
	panel.dataset.newest = own[0]?.id ?? "";
	const words = (text) => text.toLowerCase().replaceAll("_", " ");
	select.replaceChildren(
		...own.map((order) => {
			const state = order.cancelled ? "cancelled" : `${words(order.financial)}, ${words(order.fulfillment)}`;
			return new Option(
				`${order.name} · ${order.total} ${tenant.currency} · ${state}`,
				order.id,
				false,
				String(order.id) === chosen,
			);
		}),
	);
	for (const event of ["paid", "fulfilled", "delivered", "cancelled", "refunded"]) {
		panel.querySelector(`[data-event=${event}]`).disabled = own.length === 0;
	}
}

function showLog(log) {
	const shown = JSON.stringify(log);
	if (shown === logged) return;
	logged = shown;
	document.querySelector(".log table").hidden = log.length === 0;
	document.getElementById("log-empty").hidden = log.length > 0;
	document.getElementById("log").replaceChildren(
		...log.toReversed().map((sent) => {
			const row = document.createElement("tr");
			const good = sent.forged ? sent.status === 401 : sent.status !== null && sent.status < 300;
			const answer = cell(sent.status === null ? "no answer" : String(sent.status), good ? "good" : "wrong");
			if (sent.error) answer.title = sent.error;
			row.append(
				cell(new Date(sent.at).toLocaleTimeString("en-GB")),
				cell(SYSTEMS[sent.system]),
				cell(`${sent.topic}${sent.forged ? ", forged" : ""}`),
				answer,
				cell(String(sent.durationMs), "number"),
				cell(String(sent.attempts), "number"),
				cell(sent.eventId, "id"),
			);
			return row;
		}),
	);
}

function cell(text, className = "") {
	const element = document.createElement("td");
	element.textContent = text;
	element.className = className;
	return element;
}

async function call(method, path, body) {
	const response = await fetch(`/control/${path}`, {
		method,
		headers: { "content-type": "application/json" },
		body: JSON.stringify(body),
	});
	const answer = response.status === 204 ? {} : await response.json();
	note(response.ok ? told(answer) : answer.error);
	await refresh();
}

function told({ order, delivery, deliveries }) {
	if (!deliveries) return "Done.";
	const what = order ? `Order ${order.name}` : `Delivery ${delivery.name}`;
	if (deliveries.length === 0) return `${what}: done. No hook is connected, so nobody was told.`;
	const answers = [...new Set(deliveries.map(({ status }) => status ?? "no answer"))].join(", ");
	return `${what}: ${deliveries.length} sent, answered ${answers}.`;
}

function note(text) {
	const toast = document.getElementById("toast");
	toast.textContent = text;
	toast.hidden = false;
	clearTimeout(hiding);
	hiding = setTimeout(() => {
		toast.hidden = true;
	}, 5000);
}
