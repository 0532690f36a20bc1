package io.flaregate.phlare.overrides;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.LimitsSnapshot;
import io.flaregate.phlare.limits.LimitsSnapshot.TenantOverride;
import io.flaregate.phlare.limits.TenantLimits;
import io.flaregate.spi.config.Binding;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.ConfigNode.Entry;
import io.flaregate.spi.config.ConfigNode.Mapping;
import io.flaregate.spi.config.ConfigNode.Scalar;
import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.spi.config.ConfigProblem.Severity;
import io.flaregate.spi.config.ProblemList;
import io.flaregate.spi.config.Suggestions;
import io.flaregate.transport.yaml.ConfigSource;
import io.flaregate.transport.yaml.SyntaxException;
import io.flaregate.transport.yaml.YamlReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes limits of the text of a file: all of it, or nothing. What is not written for a tenant is as
 * in the base.
 */
final class OverridesReader {
  private static final String OVERRIDES = "overrides";

  /** Other keys of Pyroscope's file, which are not about limits. */
  private static final Set<String> IGNORED = Set.of("multi_kv_config");

  private static final int MAX_TOLD = 10;
  private static final int MAX_TENANT_CHARS = 150;

  private final TenantLimits base;
  private final ProblemList problems = new ProblemList();

  OverridesReader(TenantLimits base) {
    this.base = base;
  }

  /**
   * What a file leads to.
   *
   * @param snapshot the limits of all tenants
   * @param warnings what the file says without effect, or what is a trap, one line each
   */
  record Result(LimitsSnapshot snapshot, List<String> warnings) {}

  /**
   * Reads a file's text.
   *
   * @throws InvalidOverridesException with everything that is wrong with it
   */
  Result read(ConfigSource source) throws InvalidOverridesException {
    Map<String, TenantOverride> tenants = new HashMap<>();
    ConfigNode root;
    try {
      root = YamlReader.read(source, problems);
    } catch (SyntaxException e) {
      String where = e.position().line() > 0 ? e.position() + ": " : "";
      throw new InvalidOverridesException(where + e.getMessage());
    }
    Mapping overrides = overrides(root);
    if (overrides != null) {
      overrides.entries().forEach((tenant, entry) -> addTenant(tenant, entry, tenants));
    }
    if (problems.hasErrors()) {
      throw new InvalidOverridesException(lines(Severity.ERROR));
    }
    return new Result(new LimitsSnapshot(base, tenants), warnings());
  }

  private @Nullable Mapping overrides(ConfigNode root) {
    if (!(root instanceof Mapping mapping)) {
      problems.error("", root.position(), "expected a map with the key overrides");
      return null;
    }
    Mapping found = null;
    for (Map.Entry<String, Entry> each : mapping.entries().entrySet()) {
      String key = each.getKey();
      Entry entry = each.getValue();
      if (key.equals(OVERRIDES)) {
        found = mapOf(entry.value(), OVERRIDES);
      } else if (IGNORED.contains(key)) {
        problems.warning(key, entry.keyPosition(), "has no effect: it is not about limits");
      } else {
        String hint = Suggestions.phrase(key, Set.of(OVERRIDES));
        problems.error(key, entry.keyPosition(), "unknown key" + hint);
      }
    }
    if (!mapping.entries().containsKey(OVERRIDES)) {
      // So is a file of which only the beginning is there yet.
      problems.error("", root.position(), "has no overrides; write overrides: {} for none");
    }
    return found;
  }

  private @Nullable Mapping mapOf(ConfigNode node, String path) {
    if (node instanceof Mapping mapping) {
      return mapping;
    }
    if (!(node instanceof Scalar scalar && scalar.text() == null)) {
      problems.error(path, node.position(), "expected a map");
    }
    return null;
  }

  private void addTenant(String tenant, Entry entry, Map<String, TenantOverride> tenants) {
    String path = ProblemList.path(OVERRIDES, tenant);
    if (tenant.isEmpty() || tenant.length() > MAX_TENANT_CHARS) {
      problems.error(path, entry.keyPosition(), "is no tenant: 1 to 150 characters");
      return;
    }
    Mapping keys = mapOf(entry.value(), path);
    if (keys == null) {
      return;
    }
    Binding<LimitsConfig> bound = ConfigBinder.bind(keys, path, base.config());
    problems.addAll(bound.problems());
    if (!bound.isValid()) {
      return;
    }
    LimitsConfig limits = bound.value();
    TenantLimits compiled = limits.equals(base.config()) ? base : new TenantLimits(limits);
    tenants.put(tenant, new TenantOverride(compiled, keys.entries().keySet()));
  }

  private String lines(Severity severity) {
    List<String> all =
        problems.all().stream()
            .filter(problem -> problem.severity() == severity)
            .map(ConfigProblem::toString)
            .toList();
    String told = all.stream().limit(MAX_TOLD).collect(Collectors.joining("; "));
    return all.size() <= MAX_TOLD ? told : told + "; and " + (all.size() - MAX_TOLD) + " more";
  }

  private List<String> warnings() {
    return problems.all().stream()
        .filter(problem -> problem.severity() == Severity.WARNING)
        .map(ConfigProblem::toString)
        .toList();
  }
}
