from . import record as record
from .accounts import build_accounts as build_accounts
from .checks import check_accounts as check_accounts
from .read import read_accounts as read_accounts
from .worlds import available_worlds as available_worlds
from .worlds import load_world as load_world
from .worlds import toy_world as toy_world
