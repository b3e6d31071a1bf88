import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.functions.windowing.ProcessAllWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** A stream with one click for each minute of event time. The clicks of an hour become a file when the hour is complete. */
public class Clicks {
  private static final long MINUTE_MS = 60_000;
  private static final long HOUR_MS = 60 * MINUTE_MS;

  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    environment
        .fromSequence(0, Long.MAX_VALUE / HOUR_MS)
        .map(Clicks::arrive)
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<Long>forMonotonousTimestamps().withTimestampAssigner((minute, time) -> minute * MINUTE_MS))
        .windowAll(TumblingEventTimeWindows.of(Duration.ofHours(1)))
        .process(new Hour(args[0]))
        // A step of its own, whose watermark has passed what is written.
        .rebalance()
        .sinkTo(new DiscardingSink<>())
        .name("written");
    environment.execute("clicks");
  }

  private static Long arrive(Long minute) throws InterruptedException {
    Thread.sleep(20);
    return minute;
  }

  /** Writes one file as a whole, so that to write it again changes nothing. */
  static class Hour extends ProcessAllWindowFunction<Long, Long, TimeWindow> {
    private final String folder;

    Hour(String folder) {
      this.folder = folder;
    }

    @Override
    public void process(Context context, Iterable<Long> minutes, Collector<Long> output) throws Exception {
      long hour = context.window().getStart() / HOUR_MS;
      String lines = StreamSupport.stream(minutes.spliterator(), false).map(String::valueOf).collect(Collectors.joining("\n"));
      Path partial = Files.writeString(Path.of(folder, hour + ".partial"), lines + "\n");
      Files.move(partial, Path.of(folder, hour + ".txt"), StandardCopyOption.ATOMIC_MOVE);
      output.collect(hour);
    }
  }
}
