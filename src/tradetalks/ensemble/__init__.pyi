from .design import Design as Design
from .design import Variant as Variant
from .design import design_of as design_of
from .draws import is_batched as is_batched
from .draws import solve_draws as solve_draws
from .outcomes import outcome_frame as outcome_frame
