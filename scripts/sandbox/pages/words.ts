// What the shops say, in the three languages that Heddle begins with.
import { z } from "zod";
import type { TenantKey } from "../tenants.ts";

export const Language = z.enum(["en", "de", "zh"]);
export type Language = z.infer<typeof Language>;

type Words = {
	signIn: string;
	signedInAs: string;
	signOut: string;
	guest: string;
	buy: string;
	standard: string;
	express: string;
	shipping: string;
	placed: string;
	signInFirst: string;
	failed: string;
	yourOrders: string;
	noOrders: string;
	demo: string;
	noWidget: string;
	products: string;
	states: Record<string, string>;
};

export const words: Record<Language, Words> = {
	en: {
		signIn: "Sign in as",
		signedInAs: "Signed in as",
		signOut: "Sign out",
		guest: "Guest",
		buy: "Place an order",
		standard: "Standard",
		express: "Express, next day",
		shipping: "Delivery",
		placed: "Thank you! Order {name} is placed.",
		signInFirst: "Choose who you are first: “Sign in as”, at the top.",
		failed: "That did not work:",
		yourOrders: "Your orders",
		noOrders: "No orders yet.",
		demo: "A demo shop. Nothing here is for sale.",
		noWidget: "The chat is not connected yet.",
		products: "From the shop",
		states: {
			UNFULFILLED: "being prepared",
			PARTIALLY_FULFILLED: "partly shipped",
			FULFILLED: "shipped",
			CONFIRMED: "confirmed",
			IN_TRANSIT: "on its way",
			OUT_FOR_DELIVERY: "out for delivery",
			DELAYED: "delayed",
			DELIVERED: "delivered",
			CANCELLED: "cancelled",
			CANCELED: "cancelled",
			REFUNDED: "refunded",
		},
	},
	de: {
		signIn: "Anmelden als",
		signedInAs: "Angemeldet als",
		signOut: "Abmelden",
		guest: "Gast",
		buy: "Bestellen",
		standard: "Standard",
		express: "Express, nächster Tag",
		shipping: "Lieferung",
		placed: "Danke! Bestellung {name} ist eingegangen.",
		signInFirst: "Bitte zuerst oben bei „Anmelden als“ wählen, wer Sie sind.",
		failed: "Das hat nicht geklappt:",
		yourOrders: "Ihre Bestellungen",
		noOrders: "Noch keine Bestellungen.",
		demo: "Ein Demo-Shop. Hier wird nichts verkauft.",
		noWidget: "Der Chat ist noch nicht verbunden.",
		products: "Aus dem Sortiment",
		states: {
			UNFULFILLED: "in Vorbereitung",
			PARTIALLY_FULFILLED: "teilweise versandt",
			FULFILLED: "versandt",
			CONFIRMED: "bestätigt",
			IN_TRANSIT: "unterwegs",
			OUT_FOR_DELIVERY: "in Zustellung",
			DELAYED: "verspätet",
			DELIVERED: "zugestellt",
			CANCELLED: "storniert",
			CANCELED: "storniert",
			REFUNDED: "erstattet",
		},
	},
	zh: {
		signIn: "登录身份",
		signedInAs: "当前身份",
		signOut: "退出",
		guest: "访客",
		buy: "下单",
		standard: "标准配送",
		express: "次日特快",
		shipping: "配送方式",
		placed: "谢谢！订单 {name} 已提交。",
		signInFirst: "请先在页面顶部选择登录身份。",
		failed: "操作未成功：",
		yourOrders: "您的订单",
		noOrders: "还没有订单。",
		demo: "演示商店，商品不出售。",
		noWidget: "聊天尚未接入。",
		products: "店内商品",
		states: {
			UNFULFILLED: "备货中",
			PARTIALLY_FULFILLED: "部分发货",
			FULFILLED: "已发货",
			CONFIRMED: "已确认",
			IN_TRANSIT: "运输中",
			OUT_FOR_DELIVERY: "派送中",
			DELAYED: "延误",
			DELIVERED: "已送达",
			CANCELLED: "已取消",
			CANCELED: "已取消",
			REFUNDED: "已退款",
		},
	},
};

type Brand = {
	tagline: string;
	intro: string;
	nav: string[];
	promises: { title: string; text: string }[];
	place: string;
};

export const brands: Record<TenantKey, Record<Language, Brand>> = {
	loom: {
		en: {
			tagline: "Cloth begins with a thread",
			intro:
				"Yarns dyed in small kettles, looms built to last two lifetimes, and people who answer when a warp tangles.",
			nav: ["Yarn", "Looms", "Woven", "Classes"],
			promises: [
				{ title: "Dyed by hand", text: "Every lot is numbered, so a second skein matches the first." },
				{ title: "At your door in four days", text: "Express orders leave the mill the same afternoon." },
				{ title: "Thirty days to change your mind", text: "Unwound or not, as long as it is still yarn." },
			],
			place: "Hebden Bridge, since 2009",
		},
		de: {
			tagline: "Stoff beginnt mit einem Faden",
			intro:
				"Garne aus kleinen Färbekesseln, Webstühle für zwei Leben und Menschen, die antworten, wenn sich die Kette verheddert.",
			nav: ["Garn", "Webstühle", "Gewebtes", "Kurse"],
			promises: [
				{ title: "Von Hand gefärbt", text: "Jede Partie hat eine Nummer, damit der zweite Strang zum ersten passt." },
				{ title: "In vier Tagen bei Ihnen", text: "Express verlässt die Mühle noch am selben Nachmittag." },
				{ title: "Dreißig Tage Bedenkzeit", text: "Gewickelt oder nicht, solange es noch Garn ist." },
			],
			place: "Hebden Bridge, seit 2009",
		},
		zh: {
			tagline: "布，始于一根线",
			intro: "小锅手染的纱线，能用两代人的织机，经线打结时也总有人回应。",
			nav: ["纱线", "织机", "织物", "课程"],
			promises: [
				{ title: "手工染色", text: "每一缸都有编号，第二绞与第一绞同色。" },
				{ title: "四天送达", text: "特快订单当天下午发出。" },
				{ title: "三十天可退", text: "绕开与否都可以，只要它还是纱线。" },
			],
			place: "赫布登布里奇，始于 2009",
		},
	},
	nordlicht: {
		en: {
			tagline: "Built for the dark half of the year",
			intro: "Steel frames welded in Kiel, belts that do not rust, and lights that see further than the rain.",
			nav: ["Commuter", "Cargo", "Gravel", "Workshop"],
			promises: [
				{ title: "Welded in Kiel", text: "Each frame carries the name of the person who made it." },
				{ title: "Ready to ride", text: "Delivered assembled, with air in the tyres." },
				{ title: "Ten years on the frame", text: "Salt, snow and cobblestones included." },
			],
			place: "Kiel, 54° north",
		},
		de: {
			tagline: "Gebaut für die dunkle Jahreshälfte",
			intro: "Stahlrahmen, in Kiel geschweißt, Riemen, die nicht rosten, und Licht, das weiter sieht als der Regen.",
			nav: ["Alltag", "Lasten", "Gravel", "Werkstatt"],
			promises: [
				{ title: "In Kiel geschweißt", text: "Jeder Rahmen trägt den Namen der Person, die ihn gebaut hat." },
				{ title: "Fahrbereit geliefert", text: "Montiert, eingestellt, mit Luft in den Reifen." },
				{ title: "Zehn Jahre auf den Rahmen", text: "Salz, Schnee und Kopfsteinpflaster inbegriffen." },
			],
			place: "Kiel, 54° Nord",
		},
		zh: {
			tagline: "为最暗的半年而造",
			intro: "在基尔焊接的钢架，不生锈的皮带，照得比雨更远的车灯。",
			nav: ["通勤", "载货", "砾石", "维修"],
			promises: [
				{ title: "基尔焊接", text: "每副车架都刻有制作者的名字。" },
				{ title: "到手即骑", text: "整车组装调试好，轮胎已充气。" },
				{ title: "车架十年质保", text: "含盐、雪与石板路。" },
			],
			place: "基尔，北纬 54 度",
		},
	},
};
