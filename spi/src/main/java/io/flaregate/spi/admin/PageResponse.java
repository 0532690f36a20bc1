package io.flaregate.spi.admin;

import static java.util.Objects.requireNonNull;

/**
 * What a page answers.
 *
 * @param status the HTTP status
 * @param contentType the media type with its charset
 * @param body the text
 * @param location where the browser is to go instead, as in a {@code Location} header; empty: it
 *     stays
 */
public record PageResponse(int status, String contentType, String body, String location) {
  public PageResponse {
    requireNonNull(contentType, "contentType is null");
    requireNonNull(body, "body is null");
    requireNonNull(location, "location is null");
  }

  /** An answer that sends nobody elsewhere. */
  public PageResponse(int status, String contentType, String body) {
    this(status, contentType, body, "");
  }

  /**
   * Sends the browser to another page by GET, as after a form.
   *
   * @param location a path of this server, with its special characters escaped
   */
  public static PageResponse redirect(String location) {
    return new PageResponse(302, "text/plain; charset=utf-8", "", location);
  }

  /** An HTML page; everything in it that comes from outside must have been escaped. */
  public static PageResponse html(String body) {
    return new PageResponse(200, "text/html; charset=utf-8", body);
  }

  /** A JSON document. */
  public static PageResponse json(String body) {
    return new PageResponse(200, "application/json", body);
  }

  /** A line of text with a status. */
  public static PageResponse text(int status, String body) {
    return new PageResponse(status, "text/plain; charset=utf-8", body);
  }
}
