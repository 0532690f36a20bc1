package io.flaregate.transport.tenant;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.HttpHeaders;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.extension.Identity;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.auth.GrpcAuthentication;
import io.flaregate.transport.auth.HttpAuthentication;
import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the tenant of a request. */
public final class TenantResolver {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final TenantConfig config;
  private final String headerName;
  private final Metadata.Key<String> metadataKey;

  public TenantResolver(TenantConfig config) {
    this.config = requireNonNull(config, "config is null");
    headerName = config.header().toLowerCase(Locale.ROOT);
    metadataKey = Metadata.Key.of(headerName, Metadata.ASCII_STRING_MARSHALLER);
  }

  /**
   * The tenant of an HTTP request, which the calling thread works on.
   *
   * @throws AnswerException {@code UNAUTHENTICATED} if none is named where one must be, {@code
   *     INVALID} if the id is not allowed or several are named, {@code FORBIDDEN} if the sender is
   *     known and may not send for it
   */
  public String resolve(HttpHeaders headers) {
    return resolve(headers.getAll(headerName), HttpAuthentication.current());
  }

  /**
   * The tenant of a gRPC call, which the calling thread works on.
   *
   * @throws AnswerException as for an HTTP request
   */
  public String resolve(Metadata metadata) {
    Iterable<String> values = metadata.getAll(metadataKey);
    List<String> list = new ArrayList<>();
    if (values != null) {
      values.forEach(list::add);
    }
    return resolve(list, GrpcAuthentication.current());
  }

  /**
   * In whose turn a gRPC call waits, before anybody has looked who sends it: the tenant that it
   * names where that is read, else a digest of its credentials. Nothing but turns depends on it.
   */
  public String turn(Metadata metadata) {
    boolean names = config.multitenancyEnabled() && config.fromAttribute().isEmpty();
    String named = names ? metadata.get(metadataKey) : null;
    if (named != null) {
      return named;
    }
    String credentials = metadata.get(AUTHORIZATION);
    return credentials == null ? "" : "authorization " + credentials.hashCode();
  }

  /**
   * Whose an OTLP request over HTTP is, which the calling thread works on: the tenant, unless the
   * configuration has resources name it.
   *
   * @throws AnswerException as for {@link #resolve(HttpHeaders)}
   */
  public Tenancy tenancy(HttpHeaders headers) {
    return config.fromAttribute().isEmpty()
        ? Tenancy.of(resolve(headers))
        : ofAttribute(HttpAuthentication.current());
  }

  /**
   * Whose an OTLP call over gRPC is, which the calling thread works on.
   *
   * @throws AnswerException as for {@link #resolve(HttpHeaders)}
   */
  public Tenancy tenancy(Metadata metadata) {
    return config.fromAttribute().isEmpty()
        ? Tenancy.of(resolve(metadata))
        : ofAttribute(GrpcAuthentication.current());
  }

  private Tenancy ofAttribute(@Nullable Identity identity) {
    List<String> bound = identity == null ? List.of() : identity.tenants();
    return Tenancy.ofAttribute(config.fromAttribute(), bound);
  }

  /**
   * The tenant among the values of its header, of a sender whom nobody has asked for.
   *
   * @throws AnswerException as for an HTTP request
   */
  public String resolve(List<String> values) {
    return resolve(values, null);
  }

  /**
   * The tenant among the values of its header. A sender that is bound to tenants sends for the
   * first of them unless the header, where it is read, names another of them.
   *
   * @param identity who sends; null if nobody was asked
   * @throws AnswerException as for an HTTP request
   */
  public String resolve(List<String> values, @Nullable Identity identity) {
    List<String> bound = identity == null ? List.of() : identity.tenants();
    if (!config.multitenancyEnabled()) {
      return bound.isEmpty() ? config.defaultTenant() : bound.get(0);
    }
    if (values.isEmpty() || values.stream().allMatch(String::isEmpty)) {
      if (!bound.isEmpty()) {
        return bound.get(0);
      }
      throw refused(
          Answer.Kind.UNAUTHENTICATED,
          "no tenant: header " + config.header() + " is missing (multitenancy_enabled: true)");
    }
    String tenant = one(values);
    if (!bound.isEmpty() && !bound.contains(tenant)) {
      throw refused(
          Answer.Kind.FORBIDDEN,
          "these credentials are not for the tenant that header " + config.header() + " names");
    }
    return tenant;
  }

  private String one(List<String> values) {
    String tenant = values.get(0);
    if (values.stream().anyMatch(value -> !value.equals(tenant))) {
      throw refused(
          Answer.Kind.INVALID,
          "header " + config.header() + " names " + values.size() + " tenants; name one");
    }
    String problem = TenantIds.problem(tenant);
    if (problem != null) {
      throw refused(Answer.Kind.INVALID, problem);
    }
    return tenant;
  }

  private static AnswerException refused(Answer.Kind kind, String message) {
    return new AnswerException(Answer.refused(kind, message));
  }
}
