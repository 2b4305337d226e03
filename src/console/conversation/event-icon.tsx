// A picture for each kind of business event.
import {
	IconBan,
	IconBolt,
	IconCash,
	IconClockExclamation,
	IconCreditCardOff,
	IconCreditCardPay,
	IconCreditCardRefund,
	IconGavel,
	IconPackage,
	IconPackageExport,
	IconPackageOff,
	type IconProps,
	IconReceiptOff,
	IconReceiptRefund,
	IconShoppingCart,
	IconShoppingCartCog,
	IconTruckDelivery,
	IconUserEdit,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { BusinessEventKind } from "../../protocol/business-event.ts";

const ICONS: Record<BusinessEventKind, ComponentType<IconProps>> = {
	"order.created": IconShoppingCart,
	"order.updated": IconShoppingCartCog,
	"order.paid": IconCash,
	"order.cancelled": IconBan,
	"order.fulfilled": IconPackageExport,
	"order.refunded": IconReceiptRefund,
	"delivery.created": IconTruckDelivery,
	"delivery.updated": IconTruckDelivery,
	"delivery.delayed": IconClockExclamation,
	"delivery.exception": IconPackageOff,
	"delivery.delivered": IconPackage,
	"payment.succeeded": IconCreditCardPay,
	"payment.failed": IconCreditCardOff,
	"payment.refunded": IconCreditCardRefund,
	"refund.failed": IconReceiptOff,
	"dispute.opened": IconGavel,
	"dispute.closed": IconGavel,
	"customer.updated": IconUserEdit,
	other: IconBolt,
};

export function eventIcon(kind: BusinessEventKind): ComponentType<IconProps> {
	return ICONS[kind];
}
