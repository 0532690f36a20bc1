package io.flaregate.spi.extension;

import java.util.List;

/**
 * What an extension implements that tells receivers who sends a request. Receivers name it as
 * {@code auth: {authenticator: ID}}.
 */
public interface Authenticator {

  /** The headers of a request, or the metadata of a call. */
  @FunctionalInterface
  interface Headers {
    /**
     * All values of a header, in order; none if it is missing.
     *
     * @param name the header's name in lower case
     */
    List<String> values(String name);
  }

  /**
   * Finds out who sends a request, by its headers alone. May take CPU, so it is never called on an
   * event loop; must not wait for a network. Thread-safe.
   *
   * @throws AuthenticationException if the request is not to be let in
   */
  Identity authenticate(Headers headers) throws AuthenticationException;
}
