package io.flaregate.transport.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.cors.CorsService;
import com.linecorp.armeria.server.cors.CorsServiceBuilder;
import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Which web pages may send, in the Collector's keys (confighttp).
 *
 * @param allowedOrigins origins such as {@code https://shop.example}, with {@code *} for any text;
 *     none: no page may
 * @param allowedHeaders request headers beside Accept, Content-Type and X-Requested-With; {@code *}
 *     for any
 * @param exposedHeaders response headers that pages may read
 * @param maxAge for how many seconds browsers remember the answer; 0: as long as they like
 */
public record CorsConfig(
    @Description("Origins of web pages that may send; * stands for any text; empty: none.")
        List<String> allowedOrigins,
    @Description(
            "Request headers that pages may set beside Accept, Content-Type and X-Requested-With;"
                + " *: any.")
        List<String> allowedHeaders,
    @Description("Response headers that pages may read.") List<String> exposedHeaders,
    @Description("For how many seconds browsers remember this; 0: their own time.") int maxAge)
    implements Validated {
  private static final String ANY = "*";
  private static final List<String> USUAL_HEADERS =
      List.of("accept", "content-type", "x-requested-with");
  private static final Pattern ORIGIN = Pattern.compile("[!-~]{1,255}");
  private static final Pattern HEADER = Pattern.compile("[0-9a-zA-Z!#$%&'*+.^_`|~-]{1,128}");

  public CorsConfig {
    allowedOrigins = List.copyOf(allowedOrigins);
    allowedHeaders = List.copyOf(allowedHeaders);
    exposedHeaders = List.copyOf(exposedHeaders);
  }

  /** No page may send. */
  public static CorsConfig defaults() {
    return new CorsConfig(List.of(), List.of(), List.of(), 0);
  }

  @Override
  public void validate(Problems problems) {
    for (int i = 0; i < allowedOrigins.size(); i++) {
      String origin = allowedOrigins.get(i);
      boolean complete = origin.equals(ANY) || origin.contains("://");
      if (!ORIGIN.matcher(origin).matches() || !complete || origin.endsWith("/")) {
        problems.error(
            "allowed_origins::" + i,
            "\"" + origin + "\" is not an origin: scheme://host, scheme://host:port or *");
      }
    }
    checkHeaders(problems, "allowed_headers", allowedHeaders);
    checkHeaders(problems, "exposed_headers", exposedHeaders);
    if (maxAge < 0) {
      problems.error("max_age", "is " + maxAge + "; it must be 0 or more seconds");
    }
    if (allowedOrigins.isEmpty() && !allowedHeaders.isEmpty()) {
      problems.warning("allowed_headers", "has no effect without allowed_origins");
    }
    if (allowedOrigins.contains(ANY)) {
      problems.warning("allowed_origins", "has *: any web page may send through its visitors");
    }
  }

  private static void checkHeaders(Problems problems, String key, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (!HEADER.matcher(names.get(i)).matches()) {
        problems.error(key + "::" + i, "\"" + names.get(i) + "\" is not the name of a header");
      }
    }
  }

  /** Whether there is any page that may send. */
  boolean isOn() {
    return !allowedOrigins.isEmpty();
  }

  /**
   * Puts answers to browsers around a service. Cookies and the browser's own credentials are taken
   * from pages of named origins only.
   */
  Function<? super HttpService, CorsService> decorator() {
    CorsServiceBuilder cors = builder().allowRequestMethods(HttpMethod.POST);
    if (allowedHeaders.contains(ANY)) {
      cors.allowAllRequestHeaders(true);
    } else {
      List<String> headers = new ArrayList<>(USUAL_HEADERS);
      allowedHeaders.forEach(header -> headers.add(header.toLowerCase(Locale.ROOT)));
      cors.allowRequestHeaders(headers.stream().distinct().toList());
    }
    if (!exposedHeaders.isEmpty()) {
      cors.exposeHeaders(exposedHeaders);
    }
    if (maxAge > 0) {
      cors.maxAge(maxAge);
    }
    return cors.newDecorator();
  }

  private CorsServiceBuilder builder() {
    if (allowedOrigins.contains(ANY)) {
      return CorsService.builderForAnyOrigin();
    }
    List<Pattern> patterns = allowedOrigins.stream().map(CorsConfig::pattern).toList();
    return CorsService.builder(
            origin ->
                patterns.stream()
                    .anyMatch(each -> each.matcher(origin.toLowerCase(Locale.ROOT)).matches()))
        .allowCredentials();
  }

  /** What an origin is that has * for any text; no text of it is read as a regex. */
  private static Pattern pattern(String origin) {
    StringBuilder regex = new StringBuilder();
    for (String part : origin.toLowerCase(Locale.ROOT).split("\\*", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(regex.toString());
  }
}
