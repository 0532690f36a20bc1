package io.flaregate.phlare.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long NOW = 1_000_000;

  private final Schedule schedule = new Schedule();

  private Schedule.Tenant next() {
    return Objects.requireNonNull(schedule.next(NOW, 100), "nothing is ready");
  }

  @Test
  void tenantsTakeTurnsHoweverMuchOneHas() {
    for (int id = 1; id <= 1000; id++) {
      schedule.add("large", id);
    }
    schedule.add("small", 2000);
    schedule.add("other", 2001);
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      order.add(next().name());
    }
    assertThat(order).containsExactly("large", "small", "other");
  }

  @Test
  void aTenantHasNoMoreUnderWayThanItMay() {
    schedule.add("a", 1);
    schedule.add("a", 2);
    assertThat(schedule.next(NOW, 1)).isNotNull();
    assertThat(schedule.next(NOW, 1)).isNull();
  }

  @Test
  void whatFailedComesAgainWhenItIsDueAndNotBefore() {
    schedule.add("a", 1);
    Schedule.Tenant tenant = next();
    assertThat(tenant.nextRetry(NOW)).isNull();
    assertThat(tenant.fresh().take()).isEqualTo(1);
    tenant.retryLater(new Schedule.Retry(new long[] {1}, 1, NOW + 50));
    assertThat(tenant.ended(true)).isZero();
    assertThat(schedule.next(NOW, 100)).isNull();
    assertThat(schedule.nanosUntilDue(NOW)).isEqualTo(50);
    Schedule.Tenant again = Objects.requireNonNull(schedule.next(NOW + 50, 100));
    assertThat(Objects.requireNonNull(again.nextRetry(NOW + 50)).ids()).containsExactly(1);
  }

  @Test
  void newAndFailedSeriesOfATenantAlternate() {
    schedule.add("a", 1);
    Schedule.Tenant tenant = next();
    for (int i = 2; i < 10; i++) {
      tenant.retryLater(new Schedule.Retry(new long[] {i}, 5, NOW));
    }
    int retries = 0;
    for (int i = 0; i < 6; i++) {
      retries += tenant.nextRetry(NOW) == null ? 0 : 1;
    }
    assertThat(retries).isEqualTo(3);
  }

  @Test
  void aTenantThatPausesLetsOthersGo() {
    schedule.add("down", 1);
    schedule.add("down", 2);
    schedule.add("up", 3);
    Schedule.Tenant down = next();
    assertThat(down.fresh().take()).isEqualTo(1);
    down.retryLater(new Schedule.Retry(new long[] {1}, 1, NOW + 1000));
    assertThat(down.ended(false)).isEqualTo(1);
    down.pauseUntil(NOW + 100);
    assertThat(next().name()).isEqualTo("up");
    Schedule.Tenant later = Objects.requireNonNull(schedule.next(NOW + 100, 1));
    assertThat(later.name()).isEqualTo("down");
  }

  @Test
  void tenantsThatHaveNothingLeftAreForgotten() {
    for (int i = 0; i < 100; i++) {
      schedule.add("tenant-" + i, i + 1);
      Schedule.Tenant tenant = next();
      assertThat(tenant.fresh().take()).isEqualTo(i + 1);
      assertThat(tenant.ended(true)).isZero();
    }
    assertThat(schedule.next(NOW, 1)).isNull();
    assertThat(schedule.tenants()).isZero();
  }
}
