package io.flaregate.spi.admin;

import static java.util.Objects.requireNonNull;

/**
 * A page of the admin server. The host serves it at {@code path}, lists it in its index, and sends
 * its security headers with it.
 *
 * @param path where it stands, such as {@code /ring}; no trailing slash
 * @param title its name in the index
 * @param handler answers GET, and POST if it says so; the host has checked the CSRF token of a POST
 */
public record Page(String path, String title, Handler handler) {
  public Page {
    requireNonNull(path, "path is null");
    requireNonNull(title, "title is null");
    requireNonNull(handler, "handler is null");
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("page path \"" + path + "\" does not start with /");
    }
  }

  /** Answers requests for a page. Called on a callback thread; must not block for long. */
  @FunctionalInterface
  public interface Handler {
    /** Answers one request. */
    PageResponse handle(PageRequest request);
  }
}
