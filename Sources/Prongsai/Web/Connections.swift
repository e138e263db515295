import Foundation
import NIOCore
import NIOHTTPTypes
import Synchronization

/// The connections that are open, and how many there may be. Where one more comes than there is room for, whoever has
/// said nothing for longest has to go: so those who open many and never finish asking keep nobody else out.
final class Connections: Sendable {
    /// A connection that sends nothing for so long, before a request is whole, is closed.
    static let patience = TimeAmount.seconds(60)

    private struct Entry {
        let channel: any Channel
        /// Whether a request is being answered; such a connection is left alone.
        var isAnswering = false
        var heard = ContinuousClock.now
        /// Whether the head of a request has come, so that those who never got that far go first.
        var hasAsked = false
    }
    private let most: Int
    private let open = Mutex<[ObjectIdentifier: Entry]>([:])

    init(most: Int) { self.most = most }

    /// As many as this process may open files, less what it needs for itself. The limit is raised to what the system
    /// allows a program that asks.
    static func room() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 200 }
        if limit.rlim_cur < limit.rlim_max {
            var more = limit
            more.rlim_cur = min(limit.rlim_max, 65_536)
            if more.rlim_cur > limit.rlim_cur, setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &more) == 0 {
                limit = more
            }
        }
        let files = Int(clamping: limit.rlim_cur)
        return min(10_000, max(16, files - max(64, files / 4)))
    }

    /// What watches one connection.
    func handler() -> any RemovableChannelHandler { Watcher(connections: self) }

    fileprivate func opened(_ channel: any Channel) {
        let leaving = open.withLock { open -> (any Channel)? in
            open[ObjectIdentifier(channel)] = Entry(channel: channel)
            guard open.count > most else { return nil }
            let idle = open.filter { !$0.value.isAnswering && $0.value.channel !== channel }
            let oldest = idle.min { first, second in
                (first.value.hasAsked ? 1 : 0, first.value.heard) < (second.value.hasAsked ? 1 : 0, second.value.heard)
            }
            if let oldest { open[oldest.key] = nil }
            return oldest?.value.channel
        }
        leaving?.close(promise: nil)
    }

    fileprivate func closed(_ channel: any Channel) {
        open.withLock { $0[ObjectIdentifier(channel)] = nil }
    }

    fileprivate func heard(_ channel: any Channel, isWhole: Bool, isAnswered: Bool) {
        open.withLock { open in
            guard var entry = open[ObjectIdentifier(channel)] else { return }
            entry.heard = .now
            entry.hasAsked = !isAnswered
            entry.isAnswering = isWhole
            open[ObjectIdentifier(channel)] = entry
        }
    }

    private final class Watcher: ChannelDuplexHandler, RemovableChannelHandler {
        typealias InboundIn = HTTPRequestPart
        typealias InboundOut = HTTPRequestPart
        typealias OutboundIn = HTTPResponsePart
        typealias OutboundOut = HTTPResponsePart

        private let connections: Connections

        init(connections: Connections) { self.connections = connections }

        func handlerAdded(context: ChannelHandlerContext) { connections.opened(context.channel) }

        func channelInactive(context: ChannelHandlerContext) {
            connections.closed(context.channel)
            context.fireChannelInactive()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let isWhole = if case .end = unwrapInboundIn(data) { true } else { false }
            connections.heard(context.channel, isWhole: isWhole, isAnswered: false)
            context.fireChannelRead(data)
        }

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            if case .end = unwrapOutboundIn(data) {
                connections.heard(context.channel, isWhole: false, isAnswered: true)
            }
            context.write(data, promise: promise)
        }
    }
}
