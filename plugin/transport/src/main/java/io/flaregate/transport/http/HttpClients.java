package io.flaregate.transport.http;

import static java.util.Objects.requireNonNull;

import io.flaregate.transport.tls.ClientTls;
import io.flaregate.transport.tls.TlsClientConfig;
import io.flaregate.transport.tls.TlsContexts;
import io.flaregate.transport.tls.TlsException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.util.Locale;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The JDK's HTTP clients as exporters need them: no redirects, TLS and proxy as configured. */
public final class HttpClients {
  private static final int DEFAULT_HTTP_PORT = 80;

  private HttpClients() {}

  /**
   * Makes clients of one server. The JDK's client has a thread from when it is built on, and cannot
   * be closed before JDK 21: the thread ends once nothing refers to the client.
   *
   * @param target any URL of the server
   * @param tls null for the JDK's defaults
   * @param material the certificates, keys and authorities of {@code tls}; null without it
   * @param proxyUrl a proxy that {@link #proxyProblem} finds nothing wrong with; empty: the
   *     system's (the properties http.proxyHost and so on)
   * @throws TlsException if a certificate, key or authority cannot be used
   */
  public static HttpClient.Builder builder(
      URI target,
      @Nullable TlsClientConfig tls,
      @Nullable ClientTls material,
      String proxyUrl,
      Executor callbacks)
      throws TlsException {
    requireNonNull(callbacks, "callbacks is null");
    boolean secure = "https".equalsIgnoreCase(target.getScheme());
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .executor(callbacks)
            .followRedirects(HttpClient.Redirect.NEVER)
            // Without TLS the client would ask each server for an upgrade, which some dislike.
            .version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
    if (secure && tls != null && material != null) {
      builder
          .sslContext(material.httpContext())
          .sslParameters(TlsContexts.httpClientParameters(tls));
    }
    if (!proxyUrl.isEmpty()) {
      builder.proxy(ProxySelector.of(address(URI.create(proxyUrl))));
    }
    return builder;
  }

  private static InetSocketAddress address(URI proxy) {
    int port = proxy.getPort() < 0 ? DEFAULT_HTTP_PORT : proxy.getPort();
    // Not resolved here: the client does so for each connection.
    return InetSocketAddress.createUnresolved(proxy.getHost(), port);
  }

  /** What is wrong with a {@code proxy_url}; empty if nothing is, or it is empty. */
  public static String proxyProblem(String proxyUrl) {
    if (proxyUrl.isEmpty()) {
      return "";
    }
    try {
      URI uri = new URI(proxyUrl);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (uri.getUserInfo() != null) {
        return "holds a user name or password; only proxies without can be used";
      }
      boolean bare = uri.getPath() == null || uri.getPath().isEmpty() || uri.getPath().equals("/");
      if (scheme.equals("http") && uri.getHost() != null && bare && uri.getQuery() == null) {
        return "";
      }
    } catch (URISyntaxException e) {
      // Told below; the exception would repeat the text.
    }
    return "is not a URL such as http://proxy.example:3128";
  }

  /**
   * What is wrong with the base URL of a server; empty if nothing is.
   *
   * @param example a right one
   */
  public static String urlProblem(String url, String example) {
    try {
      URI uri = new URI(url);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean http = scheme.equals("http") || scheme.equals("https");
      if (uri.getUserInfo() != null) {
        return "holds a user name or password; use headers";
      }
      if (http && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return "";
      }
    } catch (URISyntaxException e) {
      // Told below; the exception would repeat the text.
    }
    return "\"" + url + "\" is not a URL such as " + example;
  }
}
