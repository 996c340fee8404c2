from .data.accounts import build_accounts as build_accounts
from .data.checks import check_accounts as check_accounts
from .data.read import read_accounts as read_accounts
from .data.worlds import available_worlds as available_worlds
from .data.worlds import load_world as load_world
from .economy.batch import solve_many as solve_many
from .economy.calibrate import calibrate as calibrate
from .economy.calibrate import economy_from_shares as economy_from_shares
from .economy.calibrate import rebase as rebase
from .economy.derivatives import gradient as gradient
from .economy.derivatives import response as response
from .economy.economy import Economy as Economy
from .economy.equilibrium import Equilibrium as Equilibrium
from .economy.policy import Policy as Policy
from .economy.policy import PurchaseCommitment as PurchaseCommitment
from .economy.policy import raise_tariffs as raise_tariffs
from .economy.solve import solve as solve
from .economy.welfare import decompose as decompose
from .economy.welfare import first_order_welfare as first_order_welfare
from .report.write import write_run as write_run
from .scenario.read import read_scenario as read_scenario
from .scenario.run import run_scenario as run_scenario
from .talks.negotiate import negotiate as negotiate
from .war.response import best_response as best_response
from .war.solve import nash as nash

__version__: str
