import CCurl
import Glibc

/// What follows the end of a transfer: an outcome, the next hop, or another attempt.
extension FetchLoop {
    func end(_ transfer: FetchTransfer, _ code: CURLcode) {
        guard let job = transfer.job else { return }
        let result = result(of: transfer, code, job)
        curl_multi_remove_handle(multi.raw, transfer.handle.raw)
        let last = transfers.removeLast()
        if last !== transfer { (transfers[transfer.place], last.place) = (last, transfer.place) }
        if !paused.isEmpty { paused.removeAll { $0 === transfer } }
        if transfer.holdsLargeBody {
            transfer.holdsLargeBody = false
            largeBodies -= 1
        }
        transfer.clear()
        idle.append(transfer)
        resumePaused()
        finish(job, result)
    }

    private func result(
        of transfer: FetchTransfer, _ code: CURLcode, _ job: FetchJob
    ) -> Result<FetchResponse, FetchFailure> {
        if let ends = transfer.certificateEnds() { certificateEnds[job.address.origin] = ends }
        if transfer.headIsTooLarge { return .failure(.headTooLarge) }
        if let refusal = transfer.refusal, code == CURLE_COULDNT_CONNECT { return .failure(.refused(refusal)) }
        if code == CURLE_PARTIAL_FILE, !transfer.head.isEmpty { transfer.cut = .short }
        guard code == CURLE_OK || transfer.cut != nil else { return .failure(FetchFailure(code, transfer)) }
        let version =
            switch transfer.number(CURLINFO_HTTP_VERSION) {
            case Int(CURL_HTTP_VERSION_1_0): "1.0"
            case Int(CURL_HTTP_VERSION_2_0): "2"
            default: "1.1"
            }
        return .success(
            FetchResponse(
                address: job.address, status: transfer.number(CURLINFO_RESPONSE_CODE), head: transfer.head,
                headers: transfer.headers, body: transfer.body, cut: transfer.cut, wireBytes: transfer.wireBytes,
                version: version, peer: transfer.text(CURLINFO_PRIMARY_IP).flatMap { IPAddress($0) },
                certificateEnds: job.address.scheme == .https ? certificateEnds[job.address.origin] : nil,
                requestHead: transfer.requestHead))
    }

    /// Decides what an attempt leads to. `closed`: it was not made, because the host asked to be left alone.
    func finish(_ job: FetchJob, _ result: Result<FetchResponse, FetchFailure>, closed: Bool = false) {
        let wait = closed ? nil : self.wait(after: result, job)
        // A site that serves again has had its rest: a fetcher may live for years.
        if case .success = result, wait == nil { job.host.rests = 0 }
        if case .success(let response) = result, let next = redirect(job, response) {
            release(job)
            switch next {
            case .success(let target):
                job.visited.insert(job.address)
                job.hops.append(
                    .init(
                        address: job.address, status: response.status, target: target, head: response.head,
                        requestHead: response.requestHead, peer: response.peer, begun: job.begunAt))
                (job.address, job.attempts) = (target, 0)
                enqueueFirst(job)
            case .failure(let failure): deliver(outcome(job, .failure(failure)), of: job)
            }
            return
        }
        var outcome = outcome(job, result)
        if closed {
            outcome.result = .failure(.askedToWait)
            outcome.attempts = 0
            outcome.retryAfter = Int((job.host.closedUntil - now + 999) / 1000)
        } else if let wait, !job.batch.isLetGo {
            if let asked = wait.asked {
                // 503 is about one address, which is asked again another time; 429 is about us, and so about the site.
                let isForAll = (try? result.get().status) == 429
                if asked > settings.longestRetryAfter || job.host.rests >= settings.restsPerHost {
                    outcome.retryAfter = Int(asked / 1000)
                    if isForAll { job.host.closedUntil = now + min(asked, Int64(settings.longestRest)) }
                } else {
                    job.host.rests += 1
                    if isForAll { job.host.notBefore = max(job.host.notBefore, now + asked) }
                }
            }
            if job.attempts <= settings.retries, outcome.retryAfter == nil {
                release(job)
                retry(job, after: wait.milliseconds)
                return
            }
        }
        release(job)
        deliver(outcome, of: job)
    }

    private func outcome(_ job: FetchJob, _ result: Result<FetchResponse, FetchFailure>) -> FetchOutcome {
        FetchOutcome(
            id: job.request.id, address: job.request.address, hops: job.hops, result: result, attempts: job.attempts,
            begun: job.begunAt, elapsed: Int(now - job.begun))
    }

    /// Where a response sends us on; nil where it does not.
    private func redirect(_ job: FetchJob, _ response: FetchResponse) -> Result<WebAddress, FetchFailure>? {
        guard [301, 302, 303, 307, 308].contains(response.status), let location = response.header("location") else {
            return nil
        }
        guard job.hops.count < settings.redirects else { return .failure(.tooManyRedirects) }
        do throws(WebAddress.Fault) {
            let target = try job.address.resolving(location)
            if target == job.address || job.visited.contains(target) { return .failure(.redirectLoop(target)) }
            return .success(target)
        } catch {
            return .failure(.badRedirect(location, error))
        }
    }

    /// How long to wait before another attempt; nil where another would end the same way. A site that refuses us, and a
    /// certificate, will not be different in a second.
    private func wait(
        after result: Result<FetchResponse, FetchFailure>, _ job: FetchJob
    ) -> (milliseconds: Int64, asked: Int64?)? {
        let backOff = Int64(settings.backOff) << Int64(min(job.attempts - 1, 10))
        switch result {
        case .success(let response):
            guard [408, 425, 429, 500, 502, 503, 504].contains(response.status) else { return nil }
            if [429, 503].contains(response.status), let value = response.header("retry-after"),
                let seconds = HTTPDate.retryAfter(value, now: wallClock / 1000)
            {
                return (max(Int64(seconds) * 1000, backOff), Int64(seconds) * 1000)
            }
            return (backOff, nil)
        case .failure(.timeout), .failure(.reset), .failure(.nameLookup), .failure(.unreachable): return (backOff, nil)
        case .failure: return nil
        }
    }
}

extension FetchFailure {
    /// What libcurl's code means, with what it knows besides.
    fileprivate init(_ code: CURLcode, _ transfer: FetchTransfer) {
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            var connected: curl_off_t = 0
            curl_get_size(transfer.handle.raw, CURLINFO_PRETRANSFER_TIME_T, &connected)
            self = .timeout(!transfer.head.isEmpty ? .body : connected > 0 ? .head : .connect)
        case CURLE_COULDNT_CONNECT:
            switch Int32(transfer.number(CURLINFO_OS_ERRNO)) {
            case ECONNREFUSED: self = .connectionRefused
            case ETIMEDOUT: self = .timeout(.connect)
            default: self = .unreachable
            }
        case CURLE_PEER_FAILED_VERIFICATION:
            switch Int32(transfer.number(CURLINFO_SSL_VERIFYRESULT)) {
            // libcurl compares the name itself, after OpenSSL found nothing wrong.
            case X509_V_OK, X509_V_ERR_UNSPECIFIED, X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
                self = .certificate(.otherName)
            case X509_V_ERR_CERT_HAS_EXPIRED: self = .certificate(.expired)
            case X509_V_ERR_CERT_NOT_YET_VALID: self = .certificate(.notYetValid)
            case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
                self = .certificate(.selfSigned)
            case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
                self = .certificate(.incompleteChain)
            case let other: self = .certificate(.other(Int(other)))
            }
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM: self = .handshake
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_HTTP2_STREAM: self = .reset
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP2: self = .malformed
        case CURLE_BAD_CONTENT_ENCODING: self = .coding
        default: self = .other(Int(code.rawValue))
        }
    }
}
