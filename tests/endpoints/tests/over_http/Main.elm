port module Main exposing (main)

import BuildAmp.Api.Boards as Boards
import BuildAmp.Api.Comments as Comments
import BuildAmp.Api.Rules as Rules
import BuildAmpClient as Client exposing (Client)
import BuildAmpRules exposing (FieldError)
import Json.Decode as Decode exposing (Decoder)
import Json.Encode as Encode exposing (Value)
import Task


port ask : (Value -> msg) -> Sub msg


port told : Value -> Cmd msg


type alias Step =
    { client : Client
    , request : Client.Request Value
    , asTask : Bool
    }


type Msg
    = Asked Value
    | Answered (Result Client.Error Value)


main : Program () () Msg
main =
    Platform.worker
        { init = \() -> ( (), Cmd.none )
        , update = \msg () -> ( (), update msg )
        , subscriptions = \() -> ask Asked
        }


update : Msg -> Cmd Msg
update msg =
    case msg of
        Asked value ->
            case Decode.decodeValue judged value of
                Ok cmd ->
                    cmd

                Err error ->
                    told (Encode.string (Decode.errorToString error))

        Answered (Ok value) ->
            told (Encode.object [ ( "ok", Encode.bool True ), ( "value", value ) ])

        Answered (Err error) ->
            told (Encode.object [ ( "ok", Encode.bool False ), ( "error", encodeError error ) ])


judged : Decoder (Cmd Msg)
judged =
    Decode.field "endpoint" Decode.string
        |> Decode.andThen
            (\endpoint ->
                if endpoint == "rules" then
                    Decode.field "input" Rules.tryRulesReqDecoder
                        |> Decode.map (Rules.validateTryRulesReq >> Encode.list encodeFieldError >> told)

                else
                    Decode.map send (step endpoint)
            )


send : Step -> Cmd Msg
send { client, request, asTask } =
    if asTask then
        Task.attempt Answered (Client.toTask client request)

    else
        Client.toCmd client Answered (Client.withTracker "asked" request)


step : String -> Decoder Step
step endpoint =
    Decode.map3 Step asker (requestTo endpoint) (flag "asTask")


asker : Decoder Client
asker =
    Decode.map3 Client
        (Decode.field "base" Decode.string)
        (Decode.field "headers" (Decode.keyValuePairs Decode.string))
        (Decode.maybe (Decode.field "timeout" Decode.float))


requestTo : String -> Decoder (Client.Request Value)
requestTo endpoint =
    let
        of_ decoder ask_ encode =
            Decode.field "input" decoder |> Decode.map (ask_ >> Client.map encode)

        found =
            case endpoint of
                "SubmitComment" ->
                    of_ Comments.submitCommentReqDecoder Comments.submitComment Comments.encodeSubmitCommentRes

                "comments/list" ->
                    of_ Comments.listCommentsReqDecoder Comments.listComments Comments.encodeListCommentsRes

                _ ->
                    of_ Boards.failReqDecoder Boards.fail Boards.encodeFailRes
    in
    Decode.map3
        (\it key lawless ->
            let
                keyed =
                    Maybe.map (\some -> Client.withKey some it) key |> Maybe.withDefault it
            in
            if lawless then
                { keyed | errors = [] }

            else
                keyed
        )
        found
        (Decode.maybe (Decode.field "key" Decode.string))
        (flag "lawless")


flag : String -> Decoder Bool
flag name =
    Decode.oneOf [ Decode.field name Decode.bool, Decode.succeed False ]


encodeError : Client.Error -> Value
encodeError error =
    let
        kind name fields =
            Encode.object (( "kind", Encode.string name ) :: fields)

        broken errors =
            ( "errors", Encode.list encodeFieldError errors )
    in
    case error of
        Client.Invalid errors ->
            kind "invalid" [ broken errors ]

        Client.Refused { status, code, detail, errors } ->
            [ ( "status", Encode.int status ), ( "detail", Encode.string detail ), broken errors ]
                ++ List.filterMap (Maybe.map (\it -> ( "code", Encode.string it ))) [ code ]
                |> kind "refused"

        Client.Unreachable detail ->
            kind "unreachable" [ ( "detail", Encode.string detail ) ]

        Client.Unreadable { status, detail } ->
            kind "unreadable" [ ( "status", Encode.int status ), ( "detail", Encode.string detail ) ]


encodeFieldError : FieldError -> Value
encodeFieldError { field, code, params } =
    Encode.object
        [ ( "field", Encode.string field )
        , ( "code", Encode.string code )
        , ( "params", Encode.dict identity identity params )
        ]
