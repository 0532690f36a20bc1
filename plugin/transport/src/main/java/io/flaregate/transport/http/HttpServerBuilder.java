package io.flaregate.transport.http;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.util.TlsEngineType;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.cors.CorsService;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.extension.Authenticator;
import io.flaregate.transport.auth.HttpAuthentication;
import io.flaregate.transport.guard.ConnectionGuard;
import io.flaregate.transport.guard.ConnectionMetrics;
import io.flaregate.transport.guard.ConnectionRules;
import io.flaregate.transport.net.Endpoint;
import io.flaregate.transport.tls.ServerTls;
import io.flaregate.transport.tls.ServerTlsWatch;
import io.flaregate.transport.tls.TlsException;
import io.flaregate.transport.tls.TlsServerConfig;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.netty.channel.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sets up an {@link HttpServer}. Not thread-safe. */
public final class HttpServerBuilder {
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_STREAMS = 100;

  private final Endpoint endpoint;
  private final List<Consumer<ServerBuilder>> customizers = new ArrayList<>();
  private Duration readHeaderTimeout = Duration.ofSeconds(10);
  private Duration idleTimeout = Duration.ofMinutes(1);
  private Duration maxConnectionAge = Duration.ofMinutes(5);
  private Duration maxConnectionAgeGrace = Duration.ofMinutes(1);
  private Duration writeTimeout = Duration.ofSeconds(30);
  private Duration linger = Duration.ofMillis(500);
  private @Nullable TlsServerConfig tls;
  private @Nullable Settings reloading;
  private @Nullable Settings counting;
  private @Nullable HttpAuthentication authentication;
  private @Nullable Function<? super HttpService, CorsService> cors;

  public HttpServerBuilder(Endpoint endpoint) {
    this.endpoint = requireNonNull(endpoint, "endpoint is null");
  }

  /** How long the headers of a request may take; zero: no end. */
  public HttpServerBuilder readHeaderTimeout(Duration timeout) {
    readHeaderTimeout = requireNonNull(timeout, "timeout is null");
    return this;
  }

  /** How long a connection without a request is kept; zero: no end. */
  public HttpServerBuilder idleTimeout(Duration timeout) {
    idleTimeout = requireNonNull(timeout, "timeout is null");
    return this;
  }

  /** How long a connection is kept; zero: no end. */
  public HttpServerBuilder maxConnectionAge(Duration age) {
    maxConnectionAge = requireNonNull(age, "age is null");
    return this;
  }

  /** How long requests under way have on a connection that ends for its age; a minute. */
  public HttpServerBuilder maxConnectionAgeGrace(Duration grace) {
    maxConnectionAgeGrace = requireNonNull(grace, "grace is null");
    return this;
  }

  /** How long a client may read nothing of what waits for it; zero: no end. */
  public HttpServerBuilder writeTimeout(Duration timeout) {
    writeTimeout = requireNonNull(timeout, "timeout is null");
    return this;
  }

  /** Has connections counted that were ended or not let in, for a component. */
  public HttpServerBuilder counting(Settings settings) {
    counting = requireNonNull(settings, "settings is null");
    return this;
  }

  /**
   * How long connections stay open once every request is answered and the server is shutting down:
   * who sends meanwhile is refused with 503 and told that the connection ends. Zero: not at all.
   */
  public HttpServerBuilder linger(Duration time) {
    linger = requireNonNull(time, "time is null");
    return this;
  }

  /** TLS; plain text if not said, or null. */
  public HttpServerBuilder tls(@Nullable TlsServerConfig config) {
    tls = config;
    return this;
  }

  /** Has rotated certificates, keys and authorities read without a restart, for a component. */
  public HttpServerBuilder reloading(Settings settings) {
    reloading = requireNonNull(settings, "settings is null");
    return this;
  }

  /**
   * Lets only those in whom an authenticator knows; all, if it is null.
   *
   * @param workers where they are asked for
   */
  public HttpServerBuilder authenticator(@Nullable Authenticator authenticator, Executor workers) {
    if (authenticator != null) {
      authentication = new HttpAuthentication(authenticator, workers);
    }
    return this;
  }

  /**
   * Which web pages may send; none if it is null. Browsers ask without credentials, so they are
   * answered before the authenticator is asked.
   */
  public HttpServerBuilder cors(@Nullable CorsConfig config) {
    cors = config != null && config.isOn() ? config.decorator() : null;
    return this;
  }

  /**
   * Adds services and whatever else Armeria's builder offers. Armeria's own limit of request
   * lengths and its request timeout are off: {@link HttpBodies} has both.
   */
  public HttpServerBuilder customize(Consumer<ServerBuilder> customizer) {
    customizers.add(requireNonNull(customizer, "customizer is null"));
    return this;
  }

  /**
   * The server, not yet listening.
   *
   * @throws TlsException if a certificate, key or authority cannot be used
   * @throws IOException if the endpoint's host is not known
   */
  public HttpServer build() throws TlsException, IOException {
    DrainGate gate = new DrainGate();
    ServerBuilder builder = Server.builder();
    SessionProtocol protocol = tls == null ? SessionProtocol.HTTP : SessionProtocol.HTTPS;
    builder.port(endpoint.toAddress(), protocol);
    bounds(builder);
    ServerTls loaded = tls == null ? null : ServerTls.load(tls);
    if (loaded != null) {
      secure(builder, loaded);
    }
    customizers.forEach(customizer -> customizer.accept(builder));
    builder.decorator(door(gate));
    PromptGroup workers = new PromptGroup(Runtime.getRuntime().availableProcessors(), "http");
    builder.workerGroup(workers, true);
    List<Channel> listeners = new CopyOnWriteArrayList<>();
    builder.bossGroupFactory(name -> new PromptGroup(1, name, listeners::add));
    return new HttpServer(
        endpoint, builder.build(), gate, workers, listeners, linger.toNanos(), watch(loaded));
  }

  /** The gate counts and drains those as well who are not let in. */
  private DecoratingHttpServiceFunction door(DrainGate gate) {
    HttpAuthentication inner = authentication;
    Function<? super HttpService, CorsService> pages = cors;
    if (inner == null && pages == null) {
      return gate;
    }
    return (delegate, ctx, request) -> {
      HttpService known = inner == null ? delegate : (c, r) -> inner.serve(delegate, c, r);
      HttpService open =
          pages != null && request.headers().contains(HttpHeaderNames.ORIGIN)
              ? pages.apply(known)
              : known;
      return gate.serve(open, ctx, request);
    };
  }

  private void bounds(ServerBuilder builder) {
    builder
        .maxRequestLength(0)
        .requestTimeoutMillis(0)
        .requestAutoAbortDelayMillis(Discard.MAX_MILLIS)
        .idleTimeout(idleTimeout)
        .maxConnectionAge(maxConnectionAge)
        .http1MaxHeaderSize(MAX_HEADER_BYTES)
        .http2MaxHeaderListSize(MAX_HEADER_BYTES)
        .http2MaxStreamsPerConnection(MAX_STREAMS)
        // ConnectionGuard counts them, and knows which end what was answered.
        .http2MaxResetFramesPerWindow(0, 1)
        // Ours are counted by the host's meter; Armeria's global registry logs when shared.
        .meterRegistry(new CompositeMeterRegistry())
        .disableServerHeader()
        .verboseResponses(false);
    ConnectionRules rules = rules();
    builder.childChannelPipelineCustomizer(pipeline -> ConnectionGuard.install(pipeline, rules));
  }

  /** Who holds a connection by requests that do not end is cut off some time after its age. */
  private ConnectionRules rules() {
    ConnectionMetrics metrics =
        counting == null ? ConnectionMetrics.none() : ConnectionMetrics.of(counting, "http");
    Duration last =
        maxConnectionAge.isZero() ? Duration.ZERO : maxConnectionAge.plus(maxConnectionAgeGrace);
    return new ConnectionRules(readHeaderTimeout, writeTimeout, last, metrics);
  }

  private static void secure(ServerBuilder builder, ServerTls tls) throws TlsException {
    builder.tls(tls.keyFactory()).tlsEngineType(TlsEngineType.JDK).tlsCustomizer(tls::configure);
  }

  private @Nullable ServerTlsWatch watch(@Nullable ServerTls loaded) {
    Settings settings = reloading;
    return loaded == null || settings == null ? null : new ServerTlsWatch(settings, loaded);
  }
}
