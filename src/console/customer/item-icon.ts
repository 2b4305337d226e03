// The sign of each kind of item, so that a long card can be scanned.
import {
	type Icon,
	IconAddressBook,
	IconCreditCard,
	IconListDetails,
	IconPackage,
	IconSchool,
	IconShoppingBag,
	IconTicket,
	IconTruckDelivery,
} from "@tabler/icons-react";
import type { Item } from "../../protocol/card.ts";

const ICONS: Record<Item["type"], Icon> = {
	order: IconShoppingBag,
	delivery: IconTruckDelivery,
	parcel: IconPackage,
	payment: IconCreditCard,
	ticket: IconTicket,
	course: IconSchool,
	contact: IconAddressBook,
	fields: IconListDetails,
};

export function itemIcon(type: Item["type"]): Icon {
	return ICONS[type];
}
