import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.util.List;

/** Listens on the loopback port args[1]; the data is in the file args[0]. */
public class Mongo {
    public static void main(String[] args) throws Exception {
        // What the library says of itself is too old for today's drivers.
        MongoVersion version = new MongoVersion() {
            public List<Integer> getVersionArray() {
                return List.of(5, 0, 0);
            }

            public int getWireVersion() {
                return 13;
            }
        };
        MongoServer server = new MongoServer(new H2Backend(args[0]).version(version));
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        server.bind("127.0.0.1", Integer.parseInt(args[1]));
        Thread.currentThread().join();
    }
}
