package io.flaregate.phlare.processor;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.util.List;

/**
 * Where the label {@code service_name} comes from, in this order: the samples' attribute, the
 * resource's attributes, those that Kubernetes gives it, its executable, the fallback.
 *
 * @param attributes attributes of the resource; the first that is there and not empty counts
 * @param fallback the name where nothing names the service
 * @param sampleAttribute the attribute of samples that names the service and splits the profile;
 *     empty: none does
 * @param fromExecutable whether {@code process.executable.name} of the resource is appended to the
 *     fallback, after a colon
 * @param fromKubernetes whether {@link #KUBERNETES} follow after {@code attributes}
 */
public record ServiceNameConfig(
    @Description("Resource attributes that name the service; the first one present counts.")
        List<String> attributes,
    @Description("The service_name where nothing names the service.") String fallback,
    @Description("Sample attribute that names the service; empty: none.") String sampleAttribute,
    @Description("Whether the fallback is followed by a colon and process.executable.name.")
        boolean fromExecutable,
    @Description("Whether k8s.deployment.name and the like follow after the attributes.")
        boolean fromKubernetes)
    implements Validated {

  /**
   * What names a service in Kubernetes, in the order of OpenTelemetry's conventions for {@code
   * service.name} there.
   */
  public static final List<String> KUBERNETES =
      List.of(
          "k8s.deployment.name",
          "k8s.replicaset.name",
          "k8s.statefulset.name",
          "k8s.daemonset.name",
          "k8s.cronjob.name",
          "k8s.job.name",
          "k8s.pod.name",
          "k8s.container.name");

  public ServiceNameConfig {
    attributes = List.copyOf(attributes);
    requireNonNull(fallback, "fallback is null");
    requireNonNull(sampleAttribute, "sampleAttribute is null");
  }

  /** As Pyroscope does. */
  public static ServiceNameConfig defaults() {
    return new ServiceNameConfig(
        List.of("service.name"), "unknown_service", "service.name", true, false);
  }

  @Override
  public void validate(Problems problems) {
    if (fallback.isBlank()) {
      problems.error("fallback", "is empty; every series needs a service_name");
    }
    for (String attribute : attributes) {
      if (attribute.isBlank()) {
        problems.error("attributes", "has an empty name");
      }
    }
  }
}
