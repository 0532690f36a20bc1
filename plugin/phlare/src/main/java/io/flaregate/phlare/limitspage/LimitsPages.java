package io.flaregate.phlare.limitspage;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.limits.LimitsSnapshot;
import io.flaregate.phlare.limits.Tenants;
import io.flaregate.phlare.limitspage.LimitsView.Limit;
import io.flaregate.phlare.limitspage.LimitsView.Origin;
import io.flaregate.phlare.overrides.OverridesStatus;
import io.flaregate.spi.admin.Page;
import io.flaregate.spi.admin.PageRequest;
import io.flaregate.spi.admin.PageResponse;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Settings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The pages of the limits, under upstream's paths. */
public final class LimitsPages {
  private static final String ALL = "/runtime_config";
  private static final String ONE = "/api/v1/tenant_limits";
  private static final String NOBODY = "anonymous";
  private static final int MAX_TENANTS_WHOLE = 50;

  private final Tenants tenants;
  private final Supplier<OverridesStatus> status;
  private final String all;
  private final String one;

  private LimitsPages(Tenants tenants, Supplier<OverridesStatus> status, String suffix) {
    this.tenants = requireNonNull(tenants, "tenants is null");
    this.status = requireNonNull(status, "status is null");
    all = ALL + suffix;
    one = ONE + suffix;
  }

  /**
   * Adds the pages; the host takes them away with the component. The component whose id has no name
   * gets upstream's paths, others have theirs followed by their name.
   *
   * @throws IllegalArgumentException if another component has taken a path
   */
  public static void open(Settings settings, Tenants tenants, Supplier<OverridesStatus> status) {
    ComponentId id = settings.id();
    String name = URLEncoder.encode(id.name(), StandardCharsets.UTF_8);
    LimitsPages pages = new LimitsPages(tenants, status, name.isEmpty() ? "" : "/" + name);
    String of = name.isEmpty() ? "" : " of " + id;
    settings.pages().add(new Page(pages.all, "Runtime configuration" + of, pages::all));
    settings.pages().add(new Page(pages.one, "Limits of a tenant" + of, pages::one));
  }

  /** The limits for all tenants, and what single tenants have instead. */
  private PageResponse all(PageRequest request) {
    if (!request.method().equals("GET")) {
      return PageResponse.text(405, "this page is only read\n");
    }
    LimitsSnapshot snapshot = tenants.snapshot();
    boolean diff = "diff".equals(request.parameters().get("mode"));
    Map<String, Limit> base = LimitsView.base(snapshot);
    if (diff) {
      base = LimitsView.written(base, Origin.CONFIGURATION);
    }
    return request.wantsJson()
        ? PageResponse.json(allJson(snapshot, base, diff))
        : PageResponse.html(allHtml(snapshot, base));
  }

  private String allJson(LimitsSnapshot snapshot, Map<String, Limit> base, boolean diff) {
    OverridesStatus now = status.get();
    Map<String, Object> overrides = new LinkedHashMap<>();
    for (String tenant : new TreeSet<>(snapshot.overrides().keySet())) {
      Map<String, Limit> limits = LimitsView.of(snapshot, tenant);
      overrides.put(
          tenant, LimitsJson.values(diff ? LimitsView.written(limits, Origin.OVERRIDES) : limits));
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("file", now.file());
    tree.put("loaded_at", now.loadedAt() == null ? "" : now.loadedAt().toString());
    tree.put("sha256", now.sha256());
    tree.put("problem", now.problem());
    tree.put("distributors", tenants.rates().distributors());
    tree.put("limits", LimitsJson.values(base));
    tree.put("origins", LimitsJson.origins(base));
    tree.put("overrides", overrides);
    return LimitsJson.write(tree);
  }

  private String allHtml(LimitsSnapshot snapshot, Map<String, Limit> base) {
    Map<String, String> links = new LinkedHashMap<>();
    links.put("All values", all);
    links.put("What was written", all + "?mode=diff");
    LimitsHtml html =
        new LimitsHtml("Runtime configuration")
            .status(status.get())
            .links(links)
            .heading("Every tenant")
            .limits(base)
            .heading("Tenants with limits of their own")
            .tenants(snapshot.overrides().keySet(), one);
    snapshot.overrides().keySet().stream()
        .sorted()
        .limit(MAX_TENANTS_WHOLE)
        .forEach(
            tenant ->
                html.heading(tenant)
                    .limits(LimitsView.written(LimitsView.of(snapshot, tenant), Origin.OVERRIDES)));
    return html.end();
  }

  /** The limits of one tenant. */
  private PageResponse one(PageRequest request) {
    if (!request.method().equals("GET")) {
      return PageResponse.text(405, "this page is only read\n");
    }
    String tenant = request.parameters().getOrDefault("tenant", NOBODY);
    Map<String, Limit> limits = LimitsView.of(tenants.snapshot(), tenant);
    if (request.wantsJson()) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("tenant", tenant);
      tree.put("limits", LimitsJson.values(limits));
      tree.put("origins", LimitsJson.origins(limits));
      return PageResponse.json(LimitsJson.write(tree));
    }
    return PageResponse.html(
        new LimitsHtml("Limits of a tenant")
            .status(status.get())
            .links(Map.of("All tenants", all))
            .heading(tenant)
            .limits(limits)
            .end());
  }
}
