from .design import Design as Design
from .design import Variant as Variant
from .design import design_of as design_of
