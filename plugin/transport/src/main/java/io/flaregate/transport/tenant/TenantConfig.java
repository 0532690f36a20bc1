package io.flaregate.transport.tenant;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Key;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where a receiver finds the tenant of a request. */
public record TenantConfig(
    @Description("Whether every request must name its tenant; if not, the header is not read.")
        boolean multitenancyEnabled,
    @Description("The HTTP header, or gRPC metadata, that names the tenant.") String header,
    @Key("default") @Description("The tenant of every request while multitenancy_enabled is false.")
        String defaultTenant,
    @Description(
            "Resource attribute of OTLP profiles that names their tenant, in place of header and"
                + " default; a profile without it is refused; empty: none.")
        String fromAttribute)
    implements Validated {
  private static final Pattern HEADER = Pattern.compile("[0-9a-zA-Z_.-]{1,128}");

  private static final int MAX_ATTRIBUTE_LENGTH = 255;

  public TenantConfig {
    requireNonNull(header, "header is null");
    requireNonNull(defaultTenant, "defaultTenant is null");
    requireNonNull(fromAttribute, "fromAttribute is null");
  }

  /** The tenant of a header, or one for all. */
  public TenantConfig(boolean multitenancyEnabled, String header, String defaultTenant) {
    this(multitenancyEnabled, header, defaultTenant, "");
  }

  /** One tenant, {@code anonymous}. */
  public static TenantConfig defaults() {
    return new TenantConfig(false, "X-Scope-OrgID", "anonymous");
  }

  @Override
  public void validate(Problems problems) {
    if (!HEADER.matcher(header).matches() || header.toLowerCase(Locale.ROOT).endsWith("-bin")) {
      problems.error("header", "\"" + header + "\" is not the name of a text header");
    }
    String problem = TenantIds.problem(defaultTenant);
    if (problem != null) {
      problems.error("default", problem);
    }
    if (!fromAttribute.equals(fromAttribute.strip())
        || fromAttribute.length() > MAX_ATTRIBUTE_LENGTH) {
      problems.error(
          "from_attribute",
          "is no name of an attribute: at most "
              + MAX_ATTRIBUTE_LENGTH
              + " characters without blanks around them");
    }
  }
}
