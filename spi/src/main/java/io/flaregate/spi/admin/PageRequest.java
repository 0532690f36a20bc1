package io.flaregate.spi.admin;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A request for a page.
 *
 * @param method {@code GET} or {@code POST}
 * @param parameters query or form parameters; the first value of each name
 * @param wantsJson whether the client asked for JSON rather than HTML
 * @param csrfToken what a form on the page must send back as {@code csrf}
 */
public record PageRequest(
    String method, Map<String, String> parameters, boolean wantsJson, String csrfToken) {
  public PageRequest {
    requireNonNull(method, "method is null");
    parameters = Map.copyOf(parameters);
    requireNonNull(csrfToken, "csrfToken is null");
  }
}
