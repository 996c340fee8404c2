from .app import create_app as create_app
from .serve import serve_page as serve_page
from .settings import WebSettings as WebSettings
from .state import PageState as PageState
from .state import TariffRule as TariffRule
from .state import read_state as read_state
from .state import state_query as state_query
