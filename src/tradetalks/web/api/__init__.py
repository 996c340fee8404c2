"""The page's answers for programs: JSON under ``/api/v1``, described in OpenAPI."""
