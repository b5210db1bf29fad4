"""The check for other software: FHIR resources and JSON Schemas."""
