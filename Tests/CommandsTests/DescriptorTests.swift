import HTTP
import Testing

@testable import Commands

/// Connections where few files may be open.
struct DescriptorTests {
    @Test(arguments: [(0, 4), (32, 4), (64, 16), (256, 112), (1024, 496), (Int.max, (Int.max - 32) / 2)])
    func leaveRoomForEverythingElse(descriptors: Int, connections: Int) {
        let options = HTTPClient.Options(descriptors: descriptors)
        #expect(options.maxConnections == connections)
        #expect(options.maxIdleConnections <= min(connections, 512))
        #expect(options.maxRequestsPerHost <= min(connections, 16))
    }
}
