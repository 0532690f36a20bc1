package io.flaregate.ingester.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** The page and what it is made of, from the class path; nothing else can be asked for. */
final class WebFiles {
  private static final String ROOT = "/io/flaregate/ingester/web/";
  private static final Map<String, MediaType> FILES =
      Map.of(
          "index.html", MediaType.HTML_UTF_8,
          "style.css", MediaType.CSS_UTF_8,
          "page.js", MediaType.JAVASCRIPT_UTF_8,
          "icon.svg", MediaType.SVG_UTF_8,
          "vendor/d3-selection.min.js", MediaType.JAVASCRIPT_UTF_8,
          "vendor/d3-flamegraph.min.js", MediaType.JAVASCRIPT_UTF_8,
          "vendor/d3-flamegraph.css", MediaType.CSS_UTF_8,
          "vendor/NOTICE", MediaType.PLAIN_TEXT_UTF_8);

  private final Map<String, byte[]> contents = new HashMap<>();

  WebFiles() {
    for (String name : FILES.keySet()) {
      contents.put(name, load(name));
    }
  }

  private static byte[] load(String name) {
    try (InputStream in = WebFiles.class.getResourceAsStream(ROOT + name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + ROOT + name + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HttpResponse file(String name) {
    byte[] content = contents.get(name);
    MediaType type = FILES.get(name);
    if (content == null || type == null) {
      return HttpResponse.of(HttpStatus.NOT_FOUND);
    }
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(type)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
            .build();
    return HttpResponse.of(headers, HttpData.wrap(content));
  }
}
