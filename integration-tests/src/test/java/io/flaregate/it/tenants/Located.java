package io.flaregate.it.tenants;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the lines of {@code flaregate ring locate --json}. */
final class Located {
  private static final Pattern SERVICE = Pattern.compile("service_name=\\\\\"([^\"\\\\]+)\\\\\"");
  private static final Pattern REPLICAS = Pattern.compile("\"replicas\":\\[(.*?)]");
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

  private Located() {}

  /** The ingesters of each service. */
  static Map<String, String> parse(String output) {
    Map<String, String> places = new LinkedHashMap<>();
    output
        .lines()
        .forEach(
            line -> {
              var service = SERVICE.matcher(line);
              var replicas = REPLICAS.matcher(line);
              if (service.find() && replicas.find()) {
                String ids =
                    ID.matcher(replicas.group(1))
                        .results()
                        .map(id -> id.group(1))
                        .sorted()
                        .collect(Collectors.joining(","));
                places.put(service.group(1), ids);
              }
            });
    return places;
  }
}
