package io.flaregate.phlare.membership.stores;

import io.flaregate.phlare.config.DistributorRingConfig;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;

/** The name and the address under which this gateway shows itself. */
final class InstanceAddress {
  private InstanceAddress() {}

  /** The configured name, else the host's. */
  static String id(DistributorRingConfig config) {
    if (!config.instanceId().isEmpty()) {
      return config.instanceId();
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "flaregate";
    }
  }

  /** {@code host:port}; the loopback address where the host has no other. */
  static String of(DistributorRingConfig config) {
    String host = config.instanceAddr().isEmpty() ? ofInterface(config) : config.instanceAddr();
    boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
    return (bare ? "[" + host + "]" : host) + ":" + config.instancePort();
  }

  private static String ofInterface(DistributorRingConfig config) {
    List<String> wanted = config.instanceInterfaceNames();
    try {
      return NetworkInterface.networkInterfaces()
          .filter(each -> wanted.isEmpty() || wanted.contains(each.getName()))
          .sorted(Comparator.comparingInt(each -> wanted.indexOf(each.getName())))
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> address instanceof Inet4Address || config.instanceEnableIpv6())
          .filter(address -> wanted.isEmpty() ? address.isSiteLocalAddress() : isUsable(address))
          .map(InstanceAddress::text)
          .findFirst()
          .orElse("127.0.0.1");
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isUsable(InetAddress address) {
    return !address.isLinkLocalAddress() && !address.isLoopbackAddress();
  }

  /** Without the zone that an IPv6 address may carry. */
  private static String text(InetAddress address) {
    return address.getHostAddress().replaceFirst("%.*", "");
  }
}
