// The shop's own behaviour: who is signed in, orders, and telling Heddle who it is talking to.
const shop = document.documentElement.dataset.shop;
const say = JSON.parse(document.getElementById("words").textContent);
const who = document.getElementById("who");
const toast = document.getElementById("toast");
let hiding;

// A function, so that the widget can fetch a new proof when the last one has expired.
const identity = async () => {
	const response = await fetch(`/shop/${shop}/identity`);
	if (!response.ok) throw new Error(`identity: ${response.status}`);
	return response.text();
};

if (who.dataset.signedIn) {
	window.Heddle.push(["identify", identity]);
	showOrders();
}

let signedIn = who.dataset.signedIn !== "";
who.addEventListener("change", async () => {
	// The next person must not land in the last one's conversation.
	if (signedIn) window.Heddle.push(["logout"]);
	signedIn = who.value !== "";
	if (!signedIn) {
		await call("DELETE", "session");
		document.getElementById("orders").hidden = true;
		return;
	}
	const response = await call("PUT", "session", { customerId: who.value });
	if (!response.ok) return fail(response);
	window.Heddle.push(["identify", identity]);
	await showOrders();
});

for (const button of document.querySelectorAll("[data-sku]")) {
	button.addEventListener("click", async () => {
		if (who.value === "") {
			note(say.signInFirst);
			who.focus();
			return;
		}
		button.disabled = true;
		const shipping = document.querySelector("[name=shipping]:checked").value;
		const response = await call("POST", "orders", { sku: button.dataset.sku, shipping });
		button.disabled = false;
		if (!response.ok) return fail(response);
		const { name } = await response.json();
		note(say.placed.replace("{name}", name));
		await showOrders();
	});
}

async function showOrders() {
	const response = await fetch(`/shop/${shop}/orders`);
	if (!response.ok) return;
	const orders = await response.json();
	const language = document.documentElement.lang;
	const list = document.querySelector("#orders ol");
	list.replaceChildren(
		...orders.slice(0, 4).map((order) => {
			const item = document.createElement("li");
			const state = order.financial === "REFUNDED" ? "REFUNDED" : order.state;
			item.append(
				piece("strong", order.name),
				piece("span", say.states[state] ?? state, `state ${state.toLowerCase()}`),
				piece("span", order.title, "title"),
				piece(
					"span",
					new Intl.NumberFormat(language, { style: "currency", currency: order.currency }).format(order.total),
					"total",
				),
				piece("time", new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(new Date(order.createdAt))),
			);
			return item;
		}),
	);
	if (orders.length === 0) list.append(piece("li", say.noOrders));
	document.getElementById("orders").hidden = false;
}

function piece(tag, text, className = "") {
	const element = document.createElement(tag);
	element.textContent = text;
	element.className = className;
	return element;
}

function call(method, path, body) {
	return fetch(`/shop/${shop}/${path}`, {
		method,
		headers: { "content-type": "application/json" },
		...(body ? { body: JSON.stringify(body) } : {}),
	});
}

async function fail(response) {
	const { error } = await response.json();
	note(`${say.failed} ${error}`);
}

function note(text) {
	toast.textContent = text;
	toast.hidden = false;
	clearTimeout(hiding);
	hiding = setTimeout(() => {
		toast.hidden = true;
	}, 6000);
}
