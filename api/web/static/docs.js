// The API documentation: Swagger UI with the service's own contract.

const place = document.querySelector("#swagger-ui");

SwaggerUIBundle({ url: place.dataset.spec, domNode: place, deepLinking: true, validatorUrl: null });
