package io.flaregate.transport.tenant;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.HttpHeaders;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.AnswerException;
import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds the tenant of a request. */
public final class TenantResolver {
  private final TenantConfig config;
  private final String headerName;
  private final Metadata.Key<String> metadataKey;

  public TenantResolver(TenantConfig config) {
    this.config = requireNonNull(config, "config is null");
    headerName = config.header().toLowerCase(Locale.ROOT);
    metadataKey = Metadata.Key.of(headerName, Metadata.ASCII_STRING_MARSHALLER);
  }

  /**
   * The tenant of an HTTP request.
   *
   * @throws AnswerException {@code UNAUTHENTICATED} if none is named where one must be, {@code
   *     INVALID} if the id is not allowed or several are named
   */
  public String resolve(HttpHeaders headers) {
    return resolve(headers.getAll(headerName));
  }

  /**
   * The tenant of a gRPC call.
   *
   * @throws AnswerException as for an HTTP request
   */
  public String resolve(Metadata metadata) {
    Iterable<String> values = metadata.getAll(metadataKey);
    List<String> list = new ArrayList<>();
    if (values != null) {
      values.forEach(list::add);
    }
    return resolve(list);
  }

  /**
   * The tenant among the values of its header.
   *
   * @throws AnswerException as for an HTTP request
   */
  public String resolve(List<String> values) {
    if (!config.multitenancyEnabled()) {
      return config.defaultTenant();
    }
    if (values.isEmpty() || values.stream().allMatch(String::isEmpty)) {
      throw refused(
          Answer.Kind.UNAUTHENTICATED,
          "no tenant: header " + config.header() + " is missing (multitenancy_enabled: true)");
    }
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
