package io.flaregate.otlp;

import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.AttributeLists;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.StringTable;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.tenant.Tenancy;
import io.flaregate.transport.tenant.TenantIds;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Reads the tenants that the resources of a request name; each resource once. */
final class ResourceTenants {
  private static final int UTF8_BYTES = 4;

  private final Tenancy tenancy;
  private final byte[] key;
  private final Dictionary dictionary;
  private final AttributeLists lists;
  private final Map<Integer, Named> known = new HashMap<>();

  ResourceTenants(Profiles profiles, Tenancy tenancy) {
    this.tenancy = tenancy;
    key = tenancy.attribute().getBytes(StandardCharsets.UTF_8);
    dictionary = profiles.dictionary();
    lists = profiles.lists();
  }

  /**
   * What a resource says.
   *
   * @param tenant the tenant; empty if there is none
   * @param reason why there is none
   * @param problem the same for a person
   */
  record Named(String tenant, Reason reason, String problem) {
    static Named tenant(String id) {
      return new Named(id, Reason.UNKNOWN, "");
    }

    boolean isTenant() {
      return !tenant.isEmpty();
    }
  }

  /**
   * The tenant of a resource.
   *
   * @param list its attributes
   * @throws AnswerException {@code FORBIDDEN} if the sender may not send for it
   */
  Named of(int list) {
    return known.computeIfAbsent(list, this::read);
  }

  private Named read(int list) {
    StringTable strings = dictionary.strings();
    for (int at = lists.start(list); at < lists.end(list); at++) {
      int attribute = lists.attribute(at);
      if (strings.contentEquals(dictionary.attributes().key(attribute), key)) {
        return value(attribute);
      }
    }
    return new Named(
        "",
        Reason.UNAUTHENTICATED,
        "no tenant: the resource has no attribute "
            + tenancy.attribute()
            + " (tenant::from_attribute)");
  }

  private Named value(int attribute) {
    if (dictionary.attributes().kind(attribute) != AttributeKind.STRING) {
      return invalid("tenant id is not a text");
    }
    int text = dictionary.attributes().string(attribute);
    int bytes = dictionary.strings().length(text);
    if (bytes > UTF8_BYTES * TenantIds.MAX_LENGTH) {
      return invalid("tenant id is " + bytes + " bytes long (limit: " + TenantIds.MAX_LENGTH + ")");
    }
    String id = dictionary.strings().get(text);
    String problem = TenantIds.problem(id);
    if (problem != null) {
      return invalid(problem);
    }
    if (!tenancy.allows(id)) {
      throw new AnswerException(
          Answer.refused(
              Answer.Kind.FORBIDDEN,
              "these credentials are not for the tenant that the resource attribute "
                  + tenancy.attribute()
                  + " names"));
    }
    return Named.tenant(id);
  }

  private Named invalid(String problem) {
    return new Named(
        "",
        Reason.INVALID_TENANT,
        problem + " (resource attribute " + tenancy.attribute() + ", tenant::from_attribute)");
  }
}
