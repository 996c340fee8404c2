from .convert import accounts_from_table as accounts_from_table
from .front import read_table as read_table
from .merge import merged as merged
from .random_world import random_table as random_table
from .random_world import random_world as random_world
from .small import write_small as write_small
from .small import write_table as write_table
from .table import InterCountryTable as InterCountryTable
