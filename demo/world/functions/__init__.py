"""The company's Lambda functions, by the team that owns them, with what is wrong with them at the epoch."""

from demo.world.functions.america import AMERICA
from demo.world.functions.data import DATA
from demo.world.functions.orders import ORDERS
from demo.world.functions.payments import PAYMENTS_FUNCTIONS
from demo.world.functions.platform import PLATFORM
from demo.world.functions.storefront import STOREFRONT

FUNCTIONS = (*STOREFRONT, *ORDERS, *DATA, *PLATFORM, *AMERICA, *PAYMENTS_FUNCTIONS)

__all__ = ["FUNCTIONS"]
